-- stage 1

-- severing book_tags
DELETE FROM "book_tags" WHERE "book_id" IN (?, ?);
-- 1: 1
-- 2: 2
