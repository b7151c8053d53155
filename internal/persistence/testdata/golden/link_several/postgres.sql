-- stage 1

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"book_tags")."book_id"])), unnest(coalesce($2, ARRAY[(NULL::"book_tags")."tag_id"]));
-- 1: {1,2}
-- 2: {"09000000-0000-0000-0000-000000000000","09000000-0000-0000-0000-000000000000"}
