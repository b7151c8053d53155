-- stage 1

-- updating book, 1 expected
UPDATE "books" SET "author_id" = $1, "seen_on" = now() WHERE "id" = $2 RETURNING "seen_on";
-- 1: <nil>
-- 2: 1
