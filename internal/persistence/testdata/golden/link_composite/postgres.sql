-- stage 1

-- linking book_rooms
INSERT INTO "book_rooms" ("wing", "number", "book_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"book_rooms")."wing"])), unnest(coalesce($2, ARRAY[(NULL::"book_rooms")."number"])), unnest(coalesce($3, ARRAY[(NULL::"book_rooms")."book_id"]));
-- 1: {"a","b"}
-- 2: {1,2}
-- 3: {1,2}
