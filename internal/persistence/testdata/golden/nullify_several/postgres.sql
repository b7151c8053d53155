-- stage 1

-- emptying the foreign key of book
UPDATE "books" SET "author_id" = NULL, "seen_on" = now() WHERE "author_id" = ANY($1);
-- 1: {1,2}
