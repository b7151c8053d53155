package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Replication is a primary with hot standbys, of one test alone, that streams to them asynchronously. Server 0 is the primary as it
// began, 1 the first standby. It serves one goroutine.
type Replication struct {
	tb      testing.TB
	cluster *cluster
	urls    []*url.URL
}

// streaming are options with which commits are in the log file when they are acknowledged, so that standbys hear of them at once, and
// standbys look soon whether there is a server to follow.
const streaming = "-c synchronous_commit=local -c wal_retrieve_retry_interval=100"

// Replicated starts a primary with so many standbys, in a second or so. They end with the test. Where PostgreSQL's programs are
// missing the test is skipped, loudly, or fails where DREY_TEST_REQUIRE has the word all or standby; a server that
// DREY_TEST_POSTGRES names is of no use here.
func Replicated(tb testing.TB, standbys int) *Replication {
	tb.Helper()
	c, err := startCluster(streaming)
	if err != nil {
		refuseStandby(tb, err)
	}
	tb.Cleanup(func() {
		if err := c.stop(); err != nil {
			tb.Errorf("pgtest: stopping a primary and its standbys: %v", err)
		}
	})
	r := &Replication{tb: tb, cluster: c, urls: []*url.URL{c.url}}
	for range standbys {
		r.addStandby()
	}
	return r
}

func (r *Replication) addStandby() {
	r.tb.Helper()
	name := r.name(len(r.urls))
	r.copyTo(name)
	u, err := r.cluster.serve(name, streaming)
	r.must(err)
	r.urls = append(r.urls, u)
}

// copyTo makes the data of a standby: those of the primary while a backup goes on, which is what pg_basebackup does. Not every
// installation has that.
// Source: PostgreSQL's documentation, "Making a Base Backup Using the Low Level API".
func (r *Replication) copyTo(name string) {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, r.urls[0].String())
	r.must(err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "SELECT pg_backup_start('standby', true)")
	r.must(err)
	r.must(r.cluster.order("copy", name, r.urls[0].Port()))
	var label string
	r.must(conn.QueryRow(ctx, "SELECT labelfile FROM pg_backup_stop(false)").Scan(&label))
	r.must(r.cluster.order("label", name, strings.ReplaceAll(label, "\n", "|")))
}

// name is what the supervisor calls a server.
func (r *Replication) name(server int) string {
	if server == 0 {
		return firstServer
	}
	return fmt.Sprintf("standby%d", server)
}

func (r *Replication) must(err error) {
	r.tb.Helper()
	if err != nil {
		r.tb.Fatalf("pgtest: %v", err)
	}
}

// URL is a database that all servers have, on one of them, in the form of [Postgres.URL].
func (r *Replication) URL(server int) string { return r.urls[server].String() }

// Exec runs statements on a server, one by one.
func (r *Replication) Exec(server int, statements ...string) {
	r.tb.Helper()
	r.must((&Postgres{admin: r.urls[server]}).exec(statements...))
}

// Pause has a standby receive and replay nothing any more, so that what it shows stays as it is, until Resume.
func (r *Replication) Pause(server int) {
	r.tb.Helper()
	r.Exec(server, "SELECT pg_wal_replay_pause()")
	r.wait(server, "SELECT pg_get_wal_replay_pause_state() = 'paused'")
}

// Resume ends a Pause.
func (r *Replication) Resume(server int) {
	r.tb.Helper()
	r.Exec(server, "SELECT pg_wal_replay_resume()")
}

// Stop stops a server at once, as a crash does: connections are cut and no new ones taken.
func (r *Replication) Stop(server int) {
	r.tb.Helper()
	r.must(r.cluster.order("stop", r.name(server)))
}

// Start starts a server again that was stopped, where it was.
func (r *Replication) Start(server int) {
	r.tb.Helper()
	r.must(r.cluster.order("start", r.name(server), r.urls[server].Port(), streaming))
}

// Promote makes a standby a primary, and returns when it takes writes. Others follow it after Follow.
func (r *Replication) Promote(server int) {
	r.tb.Helper()
	r.must(r.cluster.order("promote", r.name(server)))
	r.wait(server, "SELECT NOT pg_is_in_recovery()")
}

// Leave has a standby receive nothing any more, until Follow: it can only follow one that is as far as it is.
func (r *Replication) Leave(server int) {
	r.tb.Helper()
	r.Exec(server, "ALTER SYSTEM SET primary_conninfo TO ''", "SELECT pg_reload_conf()")
	r.wait(server, "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)")
}

// Follow has a standby replay what another server writes.
func (r *Replication) Follow(server, primary int) {
	r.tb.Helper()
	to := r.urls[primary]
	conninfo := fmt.Sprintf("host=127.0.0.1 port=%s user=drey password=%s sslmode=disable", to.Port(), r.cluster.password)
	r.Exec(server, "ALTER SYSTEM SET primary_conninfo TO '"+conninfo+"'", "SELECT pg_reload_conf()")
}

// CatchUp waits until a standby has replayed what a server had written when it was called. What reads write, such as hints, is in no
// file before something is committed.
func (r *Replication) CatchUp(server, primary int) {
	r.tb.Helper()
	r.Exec(primary, "SELECT pg_logical_emit_message(true, 'drey', '')")
	written := r.query(primary, "SELECT pg_current_wal_flush_lsn()::text")
	r.wait(server, "SELECT pg_last_wal_replay_lsn() >= '"+written+"'")
}

// wait waits until a question is answered by true.
func (r *Replication) wait(server int, question string) {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for r.query(server, "SELECT coalesce(("+strings.TrimPrefix(question, "SELECT ")+"), false)::text") != "true" {
		if ctx.Err() != nil {
			r.tb.Fatalf("pgtest: server %d did not come to %s within %s", server, question, patience)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// query is the text that a question is answered by.
func (r *Replication) query(server int, question string) (answer string) {
	r.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, r.urls[server].String())
	r.must(err)
	defer conn.Close(ctx)
	r.must(conn.QueryRow(ctx, question).Scan(&answer))
	return answer
}

// logNoStandby makes the skip loud, once.
var logNoStandby sync.Once

func refuseStandby(tb testing.TB, err error) {
	tb.Helper()
	if !errors.Is(err, errMissing) || required("standby") {
		tb.Fatalf("pgtest: standbys: %v", err)
	}
	logNoStandby.Do(func() {
		fmt.Fprintf(os.Stderr, "pgtest: SKIPPING every test with standbys: %v\n", err)
	})
	tb.Skipf("pgtest: standbys: %v", err)
}
