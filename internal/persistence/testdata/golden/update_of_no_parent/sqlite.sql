-- stage 1

-- updating book, 1 expected
UPDATE "books" SET "author_id" = ?, "seen_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "seen_on";
-- 1: <nil>
-- 2: 1
