-- stage 1

-- linking book_rooms
INSERT INTO "book_rooms" ("wing", "number", "book_id") VALUES (?, ?, ?), (?, ?, ?);
-- 1: a
-- 2: 1
-- 3: 1
-- 4: b
-- 5: 2
-- 6: 2
