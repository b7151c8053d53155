-- stage 1

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") VALUES ($1, $2);
-- 1: 1
-- 2: 02000000-0000-0000-0000-000000000000
