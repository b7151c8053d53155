package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Playlist has songs, and tags by an association.
type Playlist struct {
	ID    int64       `db:"id,pk,noidentity"`
	Songs []*Song     `rel:"has-many,fk=playlist_id"`
	Tags  []*SongMood `rel:"many-to-many,through=playlist_moods,fk=playlist_id,ref=mood_id"`
}

// Song may have a playlist.
type Song struct {
	ID         int64     `db:"id,pk,noidentity"`
	PlaylistID *int64    `db:"playlist_id"`
	Playlist   *Playlist `rel:"belongs-to,fk=playlist_id"`
}

// SongMood is a tag of playlists.
type SongMood struct {
	ID        int64       `db:"id,pk,noidentity"`
	Playlists []*Playlist `rel:"many-to-many,through=playlist_moods,fk=mood_id,ref=playlist_id"`
}

// TableName names the table.
func (Playlist) TableName() string { return "playlists" }

// TableName names the table.
func (Song) TableName() string { return "songs" }

// TableName names the table.
func (SongMood) TableName() string { return "song_moods" }

// CollectionsTakeOutWhatWasPutIn: Collection.Remove takes out what came in since the last flush, by whichever end, and whether or not the list
// is loaded.
func CollectionsTakeOutWhatWasPutIn(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	playlists, songs, moods := builder.Model[Playlist](), builder.Model[Song](), builder.Model[SongMood]()
	db.create(t, schema.MustOf(playlists, songs, moods))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Playlist{ID: 1}, &Song{ID: 1}, &SongMood{ID: 1}) }))
	for what, put := range map[string]func(t *testing.T, s *repo.Session, one *Playlist, song *Song, mood *SongMood){
		"by the list": func(_ *testing.T, _ *repo.Session, one *Playlist, song *Song, mood *SongMood) {
			one.Songs, one.Tags = append(one.Songs, song), append(one.Tags, mood)
		},
		"by the other end": func(_ *testing.T, _ *repo.Session, one *Playlist, song *Song, mood *SongMood) {
			song.Playlist, mood.Playlists = one, append(mood.Playlists, one)
		},
		"by the field": func(_ *testing.T, _ *repo.Session, one *Playlist, song *Song, mood *SongMood) {
			song.PlaylistID, mood.Playlists = &one.ID, append(mood.Playlists, one)
		},
		"by Collection": func(t *testing.T, s *repo.Session, one *Playlist, song *Song, mood *SongMood) {
			must(t, value(repo.Collection(s, one, &one.Songs))(t).Add(song))
			must(t, value(repo.Collection(s, mood, &mood.Playlists))(t).Add(one))
		},
	} {
		for _, known := range []string{"read", "loaded", "new"} {
			t.Run(what+", the list "+known, func(t *testing.T) {
				s := db.session(t)
				one, song, mood := &Playlist{ID: 2}, value(repo.Get[Song](ctx, s, 1))(t), value(repo.Get[SongMood](ctx, s, 1))(t)
				if known == "new" {
					must(t, s.Add(one))
				} else {
					one = value(repo.Get[Playlist](ctx, s, 1))(t)
				}
				if known == "loaded" {
					must(t, repo.Load(ctx, s, []*Playlist{one}, &playlists.Songs, &playlists.Tags))
				}
				put(t, s, one, song, mood)
				must(t, value(repo.Collection(s, one, &one.Songs))(t).Remove(ctx, song))
				must(t, value(repo.Collection(s, one, &one.Tags))(t).Remove(ctx, mood))
				must(t, s.Flush(ctx))
				expect(t, "rows", listed(t, s, "SELECT 'song' FROM songs WHERE playlist_id > 0 UNION ALL SELECT 'mood' FROM playlist_moods"), "")
				must(t, s.Rollback(ctx))
			})
		}
	}
}
