-- stage 1

-- inserting book
INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id", "seen_on";
-- 1: a
-- 2: <nil>

-- stage 2

-- inserting loan
INSERT INTO "loans" ("book_id", "day") VALUES (?, ?);
-- 1: the id of book 1
-- 2: 3

-- inserting note
INSERT INTO "notes" ("book_id", "day") VALUES (?, ?) RETURNING "id";
-- 1: the id of book 1
-- 2: 3
