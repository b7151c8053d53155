-- stage 1

-- severing book_tags
DELETE FROM "book_tags" WHERE "book_id" = ANY($1);
-- 1: {1,2}
