-- stage 1

-- inserting tag
INSERT INTO "tags" ("id", "word") SELECT unnest(coalesce($1, ARRAY[(NULL::"tags")."id"])), unnest(coalesce($2, ARRAY[(NULL::"tags")."word"]));
-- 1: {"01000000-0000-0000-0000-000000000000","02000000-0000-0000-0000-000000000000"}
-- 2: {"x","y"}

-- linking book_tags
INSERT INTO "book_tags" ("tag_id", "book_id") VALUES ($1, $2);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: 7
