-- stage 1

-- inserting book
INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id", "seen_on";
-- 1: a
-- 2: <nil>

-- inserting book
INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id", "seen_on";
-- 1: b
-- 2: <nil>

-- inserting tag
INSERT INTO "tags" ("id", "word") VALUES (?, ?);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: x

-- stage 2

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") VALUES (?, ?), (?, ?);
-- 1: the id of book 2
-- 2: 01000000-0000-0000-0000-000000000000
-- 3: the id of book 1
-- 4: 01000000-0000-0000-0000-000000000000
