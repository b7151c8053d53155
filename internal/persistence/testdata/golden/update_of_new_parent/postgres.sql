-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES ($1) RETURNING "id";
-- 1: ann

-- stage 2

-- updating book, 2 expected
UPDATE "books" AS "t" SET "author_id" = "u"."drey_2", "seen_on" = now() FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"books")."id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"books")."author_id"])) AS "drey_2") AS "u" WHERE "t"."id" = "u"."drey_1" AND (SELECT count(*) FROM (SELECT 1 FROM "books" AS "l" WHERE "l"."id" = ANY(coalesce($1, ARRAY[(NULL::"books")."id"])) ORDER BY "l"."id" FOR NO KEY UPDATE OF "l") AS "k") >= 0 RETURNING "t"."id", "t"."seen_on";
-- 1: {1,2}
-- 2: {the id of author 1, the id of author 1}
