// Fetch pages and produce each as a RawArticle: node scraper.mjs ADDRESS...
//
// Prints a line for each page that Kafka has: submission_id, partition, offset, address.
import { randomUUID } from 'node:crypto'
import { ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka'

const TOPIC = (process.env.KAFKA_TOPIC_PREFIX ?? '') + 'articles.raw'
const MOST_BYTES = 5 * 1024 * 1024 - 4096 // of a message; the topic takes 5 MiB with key and headers

async function fetchPage (address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(30_000) })
  if (!answer.ok) throw new Error(`${address}: status ${answer.status}`)
  const type = answer.headers.get('content-type') ?? ''
  const charset = /charset=["']?([^"'; ]+)/i.exec(type)?.[1] ?? 'utf-8'
  return {
    content: new TextDecoder(charset).decode(await answer.arrayBuffer()), // in the message everything is UTF-8
    content_type: type.includes('html') ? 'text/html' : 'text/plain',
    fetched_at: new Date().toISOString(),
    submission_id: randomUUID(),
    url: address,
    scraper: 'example-javascript'
  }
}

const producer = new Producer({
  clientId: 'example-javascript',
  bootstrapBrokers: (process.env.KAFKA_BOOTSTRAP_SERVERS ?? 'localhost:9092').split(','),
  serializers: stringSerializers,
  idempotent: true, // a repeated request is no second message
  acks: ProduceAcks.ALL // wait for every replica in sync
})
try {
  for (const address of process.argv.slice(2)) {
    const article = await fetchPage(address)
    const value = JSON.stringify(article)
    if (Buffer.byteLength(value) > MOST_BYTES) {
      console.error(`too large: ${address}`)
      continue
    }
    // The address as key: all versions of a page go to one partition and are read in order.
    const { offsets } = await producer.send({ messages: [{ topic: TOPIC, key: address, value }] })
    console.log(article.submission_id, offsets[0].partition, String(offsets[0].offset), address)
  }
} finally {
  await producer.close()
}
