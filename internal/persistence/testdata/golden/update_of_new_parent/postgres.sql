-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES ($1) RETURNING "id";
-- 1: ann

-- stage 2

-- updating book, 2 expected
UPDATE "books" AS "t" SET "author_id" = "u"."drey_2", "seen_on" = now() FROM unnest($1::bigint[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."id" = "u"."drey_1" RETURNING "t"."id", "t"."seen_on";
-- 1: {1,2}
-- 2: {the id of author 1, the id of author 1}
