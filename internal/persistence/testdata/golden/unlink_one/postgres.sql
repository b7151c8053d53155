-- stage 1

-- unlinking book_tags, 1 expected
DELETE FROM "book_tags" WHERE "book_id" = $1 AND "tag_id" = $2;
-- 1: 1
-- 2: 02000000-0000-0000-0000-000000000000
