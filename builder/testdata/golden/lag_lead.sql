-- postgres
SELECT "books"."title", lag("books"."sold") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), lead("books"."sold") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), dense_rank() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id") FROM "books"

-- sqlite
SELECT "books"."title", lag("books"."sold") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), lead("books"."sold") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id"), dense_rank() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC, "books"."id") FROM "books"
