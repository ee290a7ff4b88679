-- Everything in the schema $1: the name of an object, a line about it, and what its lines are sorted by.
-- Months of a partitioned table are left out: rows make them, not migrations.
with relation as (
    select *, case relkind when 'v' then 'view ' else 'table ' end || relname as object
    from pg_class
    where relnamespace = $1::regnamespace and relkind in ('r', 'p', 'v') and not relispartition
),
routine as (
    select *, 'function ' || oid::regprocedure as object from pg_proc where pronamespace = $1::regnamespace
),
enumeration as (
    select *, 'type ' || typname as object
    from pg_type where typnamespace = $1::regnamespace and typtype = 'e'
),
owned as (
    select object, relowner as owner, relacl as rights from relation
    union all
    select object, proowner, coalesce(proacl, acldefault('f', proowner)) from routine
    union all
    select object, typowner, coalesce(typacl, acldefault('T', typowner)) from enumeration
    union all
    select 'schema ' || nspname, nspowner, nspacl from pg_namespace where oid = $1::regnamespace
)

select
    object,
    concat(
        'column ', attname, ' ', format_type(atttypid, atttypmod), case when attnotnull then ' not null' end,
        case attgenerated when 's' then ' generated as ' else ' default ' end || pg_get_expr(adbin, adrelid)
    ) as line,
    1 as part,
    attnum::bigint as number
from relation
join pg_attribute on attrelid = relation.oid
left join pg_attrdef on adrelid = attrelid and adnum = attnum
where attnum > 0 and not attisdropped

union all
-- From Postgres 18 on a column that is not null has a constraint too; the line of the column says it.
select object, concat('constraint ', conname, ' ', pg_get_constraintdef(pg_constraint.oid)), 2, 0
from relation join pg_constraint on conrelid = relation.oid
where contype <> 'n'

union all
select object, 'index ' || pg_get_indexdef(indexrelid), 3, 0
from relation join pg_index on indrelid = relation.oid
where not exists (select from pg_constraint where conindid = indexrelid)

union all
select object, 'partitioned by ' || pg_get_partkeydef(oid), 4, 0 from relation where relkind = 'p'

union all
select object, 'with ' || array_to_string(reloptions, ', '), 4, 0 from relation where reloptions is not null

union all
select object, '| ' || text, 5, number
from relation, regexp_split_to_table(pg_get_viewdef(oid, true), '\n') with ordinality as split (text, number)
where relkind = 'v'

union all
select object, '| ' || text, 5, number
from routine, regexp_split_to_table(pg_get_functiondef(oid), '\n') with ordinality as split (text, number)
where text <> ''

union all
select object, 'enum ' || string_agg(enumlabel, ', ' order by enumsortorder), 5, 0
from enumeration join pg_enum on enumtypid = enumeration.oid
group by object

union all
select object, concat('comment', ' on ' || attname, ': ', description), 6, objsubid
from relation
join pg_description on objoid = relation.oid and classoid = 'pg_class'::regclass
left join pg_attribute on attrelid = objoid and attnum = objsubid and attnum > 0

union all
select object, 'comment: ' || description, 6, 0
from routine join pg_description on objoid = routine.oid and classoid = 'pg_proc'::regclass

union all
select object, 'owner ' || owner::regrole, 7, 0 from owned where owner <> current_user::regrole

union all
select
    object,
    concat(
        'granted to ', case grantee when 0 then 'public' else grantee::regrole::text end, ': ',
        string_agg(lower(privilege_type), ', ' order by privilege_type)
    ),
    8,
    0
from owned, aclexplode(rights)
where grantee <> owner
group by object, grantee
