-- stage 1

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") VALUES (?, ?), (?, ?);
-- 1: 1
-- 2: 09000000-0000-0000-0000-000000000000
-- 3: 2
-- 4: 09000000-0000-0000-0000-000000000000
