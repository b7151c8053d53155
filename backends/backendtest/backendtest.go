package backendtest

import (
	"testing"

	"github.com/drey-db/drey/backends"
)

// topic is a part of the contract. Its tests share a fresh database and a pool, and run one after the other; topics run in
// parallel.
type topic struct {
	name   string
	needs  Feature // "" for nothing
	config backends.PoolConfig
	tests  []test
}

// test is one sentence of the contract.
type test struct {
	name  string
	needs Feature // "" for nothing
	run   func(t *testing.T, db *database)
}

// Run judges the backend of h. Each test is a subtest named by the sentence that it proves. After each of them every
// connection must be back in its pool.
func Run(t *testing.T, h Harness) {
	t.Helper()
	h.check(t)
	for _, part := range topics() {
		if !h.has(part.needs) {
			continue
		}
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(t, h)
		})
	}
}

func topics() []topic {
	return []topic{
		openTopic(), valueTopic(), readingTopic(), nullTopic(), columnTopic(), statementTopic(), refusalTopic(), transactionTopic(), isolationTopic(),
		deferredTopic(), pipelineTopic(), staleTopic(), languageTopic(), edgeValueTopic(), blameTopic(), cancelTopic(), busyTopic(), controlTopic(), textTopic(), poolTopic(), pinTopic(), copyTopic(), tripTopic(),
		lossTopic(), commitLossTopic(), silenceTopic(), interruptionTopic(),
	}
}

func (p topic) run(t *testing.T, h Harness) {
	db := place(t, h, p.needs == Sockets).open(t, p.config)
	for _, sentence := range p.tests {
		if !h.has(sentence.needs) {
			continue
		}
		t.Run(sentence.name, func(t *testing.T) { sentence.run(t, db) })
		db.settled(t)
	}
}
