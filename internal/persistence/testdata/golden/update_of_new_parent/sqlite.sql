-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES (?) RETURNING "id";
-- 1: ann

-- stage 2

-- updating book, 1 expected
UPDATE "books" SET "author_id" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "seen_on";
-- 1: the id of author 1
-- 2: 1

-- updating book, 1 expected
UPDATE "books" SET "author_id" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "seen_on";
-- 1: the id of author 1
-- 2: 2
