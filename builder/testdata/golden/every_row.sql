-- postgres
DELETE FROM "genres"

-- sqlite
DELETE FROM "genres"
