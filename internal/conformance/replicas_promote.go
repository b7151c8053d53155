package conformance

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// PromotionsLoseNothing: under load the primary dies and a standby is promoted. An engine whose URL names both finds the new
// primary; whatever was acknowledged is there, readers see their own commits throughout, and the replica that follows the new
// primary serves again. Writers hold their breath until the standby has everything, since asynchronous replication may lose
// what it has not shipped.
func PromotionsLoseNothing(t *testing.T, b Backend) {
	if !b.streams() {
		return // a file has no standbys
	}
	servers := pgtest.Replicated(t, 2)
	load := b.load(t, servers)
	load.until(t, 60)
	load.paused(func() {
		servers.Leave(2) // which cannot follow one that is behind it
		servers.CatchUp(1, 0)
		servers.Stop(0)
	})
	servers.Promote(1)
	servers.Follow(2, 1)
	after := 0
	load.paused(func() { after = load.acknowledged() })
	load.until(t, after+60)
	load.stop()
	servers.CatchUp(2, 1)
	load.judge(t)
	load.readsFromReplicas(t)
	load.db.idle(t)
	(&replicated{database: load.db}).replicasIdle(t)
}

// load is writers who read what they wrote, all on one engine.
type load struct {
	db      *database
	running sync.WaitGroup
	done    atomic.Bool
	gate    sync.RWMutex // write-locked while nobody may begin

	mutex   sync.Mutex
	kept    map[string]bool // acknowledged
	unknown map[string]bool // the commit's fate is
	wrong   []error
}

// load opens an engine, whose primary is whichever of the first two servers is one, and has writers write.
func (b Backend) load(t *testing.T, servers *pgtest.Replication) *load {
	t.Helper()
	u := value(backends.ParseURL(servers.URL(0)))(t)
	u.Host, u.Port = hostOf(t, servers.URL(0))+","+hostOf(t, servers.URL(1)), 0
	u.Query.Set("target_session_attrs", "primary")
	u.Driver = b.Driver
	replica := value(backends.ParseURL(servers.URL(2)))(t)
	replica.Driver = b.Driver
	l := &load{kept: map[string]bool{}, unknown: map[string]bool{}}
	l.db = b.openURL(t, u.Reveal(), repo.WithReplicas(replica.Reveal()))
	t.Cleanup(l.stop)
	for range 4 {
		l.running.Go(func() {
			for !l.done.Load() {
				l.gate.RLock()
				l.note(l.write(t))
				l.gate.RUnlock()
			}
		})
	}
	return l
}

// write stores a toy and reads it from wherever readers read.
func (l *load) write(t *testing.T) (label string, stored bool, err error) {
	ctx := t.Context()
	label = uuid.NewString()
	if err = l.db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: label}) }); err != nil {
		return label, false, err
	}
	err = l.db.Begin(ctx, func(s *repo.Session) error {
		_, err := repo.One(ctx, s, builder.Select(toys).Where(builder.Col(&toys.Label).Eq(label)))
		return err
	}, repo.WithReadOnly())
	return label, true, err
}

// note keeps what came of a write.
func (l *load) note(label string, stored bool, err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case stored:
		l.kept[label] = true
	case errors.Is(err, repo.ErrCommitUnknown):
		l.unknown[label] = true
	}
	if !tellsOfALoss(err) {
		l.wrong = append(l.wrong, err)
	}
}

// tellsOfALoss reports whether err is one that a user expects while a primary dies; nil is, too.
func tellsOfALoss(err error) bool {
	return err == nil || errors.Is(err, repo.ErrConnection) || errors.Is(err, repo.ErrCommitUnknown)
}

// paused runs fn while nobody writes.
func (l *load) paused(fn func()) {
	l.gate.Lock()
	defer l.gate.Unlock()
	fn()
}

func (l *load) stop() {
	l.done.Store(true)
	l.running.Wait()
}

func (l *load) acknowledged() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return len(l.kept)
}

// until waits for so many acknowledged writes.
func (l *load) until(t *testing.T, writes int) {
	t.Helper()
	for late := time.Now().Add(time.Minute); l.acknowledged() < writes; time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("%d writes after a minute, want %d", l.acknowledged(), writes)
		}
	}
}

// judge compares what was said with what is there.
func (l *load) judge(t *testing.T) {
	t.Helper()
	if len(l.wrong) > 0 {
		t.Fatalf("%d surprises, such as: %v", len(l.wrong), l.wrong[0])
	}
	there := map[string]bool{}
	for _, label := range value(repo.Scalars[string](t.Context(), l.db, builder.Text("SELECT label FROM toys")))(t) {
		there[label] = true
	}
	var lost, doubtful []string
	for label := range l.kept {
		if !there[label] {
			lost = append(lost, label)
		}
	}
	for label := range there {
		if !l.kept[label] && !l.unknown[label] {
			doubtful = append(doubtful, label)
		}
	}
	expect(t, "lost: "+strings.Join(lost, ", "), len(lost), 0)
	expect(t, "there although they were said to have failed: "+strings.Join(doubtful, ", "), len(doubtful), 0)
	t.Logf("%d kept, %d of unknown fate", len(l.kept), len(l.unknown))
}

// readsFromReplicas expects that readers are served by the replica before long.
func (l *load) readsFromReplicas(t *testing.T) {
	t.Helper()
	r := &replicated{database: l.db}
	for late := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		s := r.reader(t)
		_, server := r.toys(t, s)
		must(t, s.Close())
		if server == 1 {
			return
		}
		if time.Now().After(late) {
			t.Fatal("the replica does not serve again")
		}
	}
}
