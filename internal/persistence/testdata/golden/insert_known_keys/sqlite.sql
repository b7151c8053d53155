-- stage 1

-- inserting tag
INSERT INTO "tags" ("id", "word") VALUES (?, ?), (?, ?);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: x
-- 3: 02000000-0000-0000-0000-000000000000
-- 4: y

-- linking book_tags
INSERT INTO "book_tags" ("tag_id", "book_id") VALUES (?, ?);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: 7
