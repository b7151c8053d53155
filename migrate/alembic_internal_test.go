package migrate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// alembic is Alembic, asked line by line.
type alembic struct {
	in  io.Writer
	out *bufio.Scanner
}

func startAlembic(t *testing.T) *alembic {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import alembic").Run(); err != nil {
		const message = "Alembic is not installed, so that no target was compared: apt-get install python3-alembic"
		if required := os.Getenv("DREY_TEST_REQUIRE"); required == "all" || strings.Contains(required, "alembic") {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	cmd := exec.Command(python, "testdata/targets.py")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait())
	})
	return &alembic{in: in, out: bufio.NewScanner(out)}
}

// question is a graph, where a database is in it, and where it is to go.
type question struct {
	Revisions []asked  `json:"revisions"`
	Current   []string `json:"current"`
	Target    string   `json:"target"`
	Down      bool     `json:"down"`
}

type asked struct {
	ID      string   `json:"id"`
	Parents []string `json:"parents"`
	Label   string   `json:"label"`
}

type answered struct {
	Steps []string `json:"steps"`
	Error string   `json:"error"`
}

func (a *alembic) ask(t require.TestingT, q question) (found answered) {
	line, err := json.Marshal(q)
	require.NoError(t, err)
	_, err = fmt.Fprintf(a.in, "%s\n", line)
	require.NoError(t, err)
	require.True(t, a.out.Scan(), "Alembic ended: %v", a.out.Err())
	require.NoError(t, json.Unmarshal(a.out.Bytes(), &found))
	return found
}

// drawGraph is a graph of a few revisions, some of which follow several.
func drawGraph(t *rapid.T) []asked {
	n := rapid.IntRange(1, 7).Draw(t, "revisions")
	list := make([]asked, n)
	for i := range list {
		list[i] = asked{ID: strings.Repeat(string(rune('a'+i)), 6), Parents: []string{}}
		for range min(i, rapid.SampledFrom([]int{0, 1, 1, 1, 1, 2}).Draw(t, "parents")) {
			p := list[max(0, i-1-rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "back"))].ID
			if !slices.Contains(list[i].Parents, p) {
				list[i].Parents = append(list[i].Parents, p)
			}
		}
	}
	return list
}

func drawTarget(t *rapid.T, list []asked) string {
	id := rapid.SampledFrom(list).Draw(t, "revision").ID
	forms := []string{"head", "heads", "base", id, id, id[:4], "+1", "+2", "-1", "-2", "-3", id + "+1", id + "-1", id + "-2"}
	return rapid.SampledFrom(forms).Draw(t, "target")
}

// Targets mean what they mean to Alembic. Where it refuses one that is passed already, ours is no work; where it goes on
// through a choice between revisions by the order of its own sets, ours refuses.
func TestTargetsAreAlembics(t *testing.T) {
	peer := startAlembic(t)
	tally := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		q := question{Revisions: drawGraph(t), Current: []string{}, Down: rapid.Bool().Draw(t, "down")}
		nodes := make([]*node, len(q.Revisions))
		for i, r := range q.Revisions {
			nodes[i] = &node{Revision: Revision{ID: r.ID, Parents: r.Parents, Path: r.ID}}
		}
		g, err := newGraph(nodes)
		require.NoError(t, err)
		applied := upTo(rapid.SliceOfDistinct(rapid.SampledFrom(g.order), func(n *node) string { return n.ID }).Draw(t, "applied")...)
		q.Current, q.Target = ids(g.headsOf(applied)), drawTarget(t, q.Revisions)
		if len(q.Current) == 0 {
			q.Current = []string{}
		}
		choose := g.pending
		if q.Down {
			choose = g.passed
		}
		list, err := choose(q.Target, applied)
		own := ids(list)
		slices.Sort(own)
		theirs := peer.ask(t, q)
		kind := compareTargets(theirs, own, err)
		tally[kind]++
		if kind == "differ" {
			t.Fatalf("%+v\nAlembic: %v %s\nours: %v %v", q, theirs.Steps, theirs.Error, own, err)
		}
	})
	t.Logf("%v", tally)
	for _, kind := range []string{"the same steps", "refused by both"} {
		require.NotZero(t, tally[kind], kind)
	}
}

func compareTargets(theirs answered, own []string, err error) string {
	switch {
	case theirs.Error == "" && err == nil && slices.Equal(own, theirs.Steps):
		return "the same steps"
	case theirs.Error != "" && err != nil:
		return "refused by both"
	case theirs.Error != "" && len(own) == 0:
		return "passed already"
	case err != nil && strings.Contains(err.Error(), "may mean"):
		return "ambiguous to us"
	}
	return "differ"
}
