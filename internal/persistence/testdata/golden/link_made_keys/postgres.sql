-- stage 1

-- inserting book
INSERT INTO "books" ("title", "author_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"books")."title"])), unnest(coalesce($2, ARRAY[(NULL::"books")."author_id"])) RETURNING "id", "seen_on";
-- 1: {"a","b"}
-- 2: {NULL,NULL}

-- inserting tag
INSERT INTO "tags" ("id", "word") VALUES ($1, $2);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: x

-- stage 2

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"book_tags")."book_id"])), unnest(coalesce($2, ARRAY[(NULL::"book_tags")."tag_id"]));
-- 1: {the id of book 2, the id of book 1}
-- 2: {"01000000-0000-0000-0000-000000000000","01000000-0000-0000-0000-000000000000"}
