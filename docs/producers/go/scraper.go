// Fetch pages and produce each as a RawArticle: go run . ADDRESS...
//
// Prints a line for each page that Kafka has: submission_id, partition, offset, address.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/twmb/franz-go/pkg/kgo"
	"golang.org/x/net/html/charset"
)

// RawArticle has the fields that a scraper knows; schemas/published has them all.
type RawArticle struct {
	Content      string    `json:"content"`
	ContentType  string    `json:"content_type"`
	FetchedAt    time.Time `json:"fetched_at"`
	SubmissionID string    `json:"submission_id"`
	URL          string    `json:"url"`
	Scraper      string    `json:"scraper"`
}

const mostBytes = 5*1024*1024 - 4096 // of a message; the topic takes 5 MiB with key and headers

func fetch(client *http.Client, address string) (*RawArticle, error) {
	answer, err := client.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", answer.Status)
	}
	mediaType := answer.Header.Get("Content-Type")
	decoded, err := charset.NewReader(answer.Body, mediaType) // in the message everything is UTF-8
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(decoded, mostBytes+1))
	if err != nil {
		return nil, err
	}
	article := &RawArticle{
		Content:      string(content),
		ContentType:  "text/plain",
		FetchedAt:    time.Now().UTC(),
		SubmissionID: uuid.NewString(),
		URL:          address,
		Scraper:      "example-go",
	}
	if strings.Contains(mediaType, "html") {
		article.ContentType = "text/html"
	}
	return article, nil
}

func encode(article *RawArticle) ([]byte, error) {
	var value strings.Builder
	encoder := json.NewEncoder(&value)
	encoder.SetEscapeHTML(false) // else every < of a page takes six bytes
	err := encoder.Encode(article)
	return []byte(value.String()), err
}

func main() {
	bootstrap := os.Getenv("KAFKA_BOOTSTRAP_SERVERS")
	if bootstrap == "" {
		bootstrap = "localhost:9092"
	}
	// franz-go waits for every replica in sync and is idempotent unless told otherwise.
	kafka, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(bootstrap, ",")...),
		kgo.DefaultProduceTopic(os.Getenv("KAFKA_TOPIC_PREFIX")+"articles.raw"),
		kgo.ProducerBatchMaxBytes(5*1024*1024), // the default is 1 MB, less than some pages
	)
	if err != nil {
		log.Fatal(err)
	}
	defer kafka.Close()
	client := &http.Client{Timeout: 30 * time.Second}
	for _, address := range os.Args[1:] {
		article, err := fetch(client, address)
		if err != nil {
			log.Fatalf("%s: %v", address, err)
		}
		value, err := encode(article)
		if err != nil || len(value) > mostBytes {
			log.Printf("too large: %s (%v)", address, err)
			continue
		}
		// The address as key: all versions of a page go to one partition and are read in order.
		sent, err := kafka.ProduceSync(context.Background(), &kgo.Record{Key: []byte(address), Value: value}).First()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(article.SubmissionID, sent.Partition, sent.Offset, address)
	}
}
