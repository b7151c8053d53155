-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES ($1) RETURNING "id";
-- 1: ann

-- stage 2

-- inserting book
INSERT INTO "books" ("title", "author_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"books")."title"])), unnest(coalesce($2, ARRAY[(NULL::"books")."author_id"])) RETURNING "id", "seen_on";
-- 1: {"a","b"}
-- 2: {the id of author 1, the id of author 1}
