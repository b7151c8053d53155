-- postgres
SELECT "authors"."name" FROM "authors" WHERE NOT ((1=0)) AND (1=1)

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE NOT ((1=0)) AND (1=1)
