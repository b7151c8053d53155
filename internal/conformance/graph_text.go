package conformance

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/repo"
)

// graphWork is units of work of the main shapes, with keys that are always the same; it answers what each has sent.
func graphWork(t *testing.T, b Backend) (sent []string) {
	t.Helper()
	n := byte(0)
	db := b.openGraph(t, repo.WithUUIDs(func() uuid.UUID { n++; return uuid.UUID{n} }))
	s := db.session(t)
	commit := func() {
		t.Helper()
		must(t, s.Commit(t.Context()))
		sent = append(sent, db.log.sent())
	}
	fun, art := &Genre{Name: "fun"}, &Genre{Name: "art"}
	air, zoo := &Book{Title: "air", Genres: []*Genre{fun, art}}, &Book{Title: "zoo", Genres: []*Genre{fun}}
	ann, bob := &Author{Name: "ann", Books: []*Book{air, zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	commit()
	zoo.Author, air.Genres = bob, []*Genre{art}
	zoo.Genres = append(zoo.Genres, art)
	commit()
	ann.Books = nil
	commit()
	must(t, s.Delete(bob))
	commit()
	amy := &Player{Name: "amy"}
	reds := &Club{Name: "reds", Captain: amy, Players: []*Player{amy}}
	must(t, s.Add(reds))
	commit()
	must(t, s.Delete(reds))
	commit()
	must(t, s.Add(&Folder{Name: "leaf", Parent: &Folder{Name: "root"}}))
	commit()
	return sent
}

// TextsOfGraphsAreTheDialects: what a graph sends follows from the dialect alone, and is the same from run to run.
func TextsOfGraphsAreTheDialects(t *testing.T, b Backend) {
	sent := graphWork(t, b)
	expect(t, "again", graphWork(t, b), sent)
	for i, want := range graphTexts[b.Dialect.Name] {
		expect(t, "sent", sent[i], strings.Join(append(append([]string{"BEGIN"}, want...), "COMMIT"), "\n"))
	}
}

var graphTexts = map[string][][]string{
	"postgres": {
		{
			`INSERT INTO "authors" ("name") SELECT unnest(coalesce($1, ARRAY[(NULL::"authors")."name"])) RETURNING "id"`,
			`INSERT INTO "genres" ("id", "name") SELECT unnest(coalesce($1, ARRAY[(NULL::"genres")."id"])), unnest(coalesce($2, ARRAY[(NULL::"genres")."name"]))`,
			`INSERT INTO "books" ("title", "author_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"books")."title"])), unnest(coalesce($2, ARRAY[(NULL::"books")."author_id"])) RETURNING "id"`,
			`INSERT INTO "book_genres" ("book_id", "genre_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"book_genres")."book_id"])), unnest(coalesce($2, ARRAY[(NULL::"book_genres")."genre_id"]))`,
		},
		{
			`UPDATE "books" SET "author_id" = $1 WHERE "id" = $2`,
			`DELETE FROM "book_genres" WHERE "book_id" = $1 AND "genre_id" = $2`,
			`INSERT INTO "book_genres" ("book_id", "genre_id") VALUES ($1, $2)`,
		},
		{
			`DELETE FROM "book_genres" WHERE "book_id" = $1 AND "genre_id" = $2`,
			`DELETE FROM "books" WHERE "id" = $1`,
		},
		{
			`DELETE FROM "book_genres" AS "t" USING (SELECT unnest(coalesce($1, ARRAY[(NULL::"book_genres")."book_id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"book_genres")."genre_id"])) AS "drey_2") AS "u" WHERE "t"."book_id" = "u"."drey_1" AND "t"."genre_id" = "u"."drey_2"`,
			`DELETE FROM "books" WHERE "id" = $1`,
			`DELETE FROM "authors" WHERE "id" = $1`,
		},
		{
			`INSERT INTO "clubs" ("id", "name", "rev", "captain_id") VALUES ($1, $2, $3, $4)`,
			`INSERT INTO "players" ("id", "name", "club_id") VALUES ($1, $2, $3)`,
			`UPDATE "clubs" SET "captain_id" = $1 WHERE "id" = $2`,
		},
		{
			`UPDATE "players" SET "club_id" = $1 WHERE "id" = $2`,
			`DELETE FROM "clubs" WHERE "id" = $1 AND "rev" = $2`,
		},
		{
			`INSERT INTO "folders" ("id", "name", "parent_id") VALUES ($1, $2, $3)`,
			`INSERT INTO "folders" ("id", "name", "parent_id") VALUES ($1, $2, $3)`,
		},
	},
	"sqlite": {
		{
			`INSERT INTO "authors" ("name") VALUES (?) RETURNING "id"`,
			`INSERT INTO "authors" ("name") VALUES (?) RETURNING "id"`,
			`INSERT INTO "genres" ("id", "name") VALUES (?, ?), (?, ?)`,
			`INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id"`,
			`INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id"`,
			`INSERT INTO "book_genres" ("book_id", "genre_id") VALUES (?, ?), (?, ?), (?, ?)`,
		},
		{
			`UPDATE "books" SET "author_id" = ? WHERE "id" = ?`,
			`DELETE FROM "book_genres" WHERE "book_id" = ? AND "genre_id" = ?`,
			`INSERT INTO "book_genres" ("book_id", "genre_id") VALUES (?, ?)`,
		},
		{
			`DELETE FROM "book_genres" WHERE "book_id" = ? AND "genre_id" = ?`,
			`DELETE FROM "books" WHERE "id" = ?`,
		},
		{
			`DELETE FROM "book_genres" WHERE "book_id" = ? AND "genre_id" = ?`,
			`DELETE FROM "book_genres" WHERE "book_id" = ? AND "genre_id" = ?`,
			`DELETE FROM "books" WHERE "id" = ?`,
			`DELETE FROM "authors" WHERE "id" = ?`,
		},
		{
			`INSERT INTO "clubs" ("id", "name", "rev", "captain_id") VALUES (?, ?, ?, ?)`,
			`INSERT INTO "players" ("id", "name", "club_id") VALUES (?, ?, ?)`,
			`UPDATE "clubs" SET "captain_id" = ? WHERE "id" = ?`,
		},
		{
			`UPDATE "players" SET "club_id" = ? WHERE "id" = ?`,
			`DELETE FROM "clubs" WHERE "id" = ? AND "rev" = ?`,
		},
		{
			`INSERT INTO "folders" ("id", "name", "parent_id") VALUES (?, ?, ?)`,
			`INSERT INTO "folders" ("id", "name", "parent_id") VALUES (?, ?, ?)`,
		},
	},
}
