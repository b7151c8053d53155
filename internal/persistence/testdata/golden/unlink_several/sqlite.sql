-- stage 1

-- unlinking book_tags, 1 expected
DELETE FROM "book_tags" WHERE "book_id" = ? AND "tag_id" = ?;
-- 1: 1
-- 2: 09000000-0000-0000-0000-000000000000

-- unlinking book_tags, 1 expected
DELETE FROM "book_tags" WHERE "book_id" = ? AND "tag_id" = ?;
-- 1: 2
-- 2: 09000000-0000-0000-0000-000000000000
