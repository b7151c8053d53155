-- stage 1

-- emptying the foreign key of book
UPDATE "books" SET "author_id" = NULL, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "author_id" = ?;
-- 1: 1
