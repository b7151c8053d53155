"""The oracle: plays programs of session operations through SQLAlchemy's Session, and answers what came of them.

Line by line, JSON. The first line is the schema: DDL for SQLite, tables, and how classes are mapped on them, as the Go side
reads it from its own tags. Every further line is a program, a list of operations, played on an empty database with a session
of its own. The answer is a list as long: outcome, what was found, and the rows of all tables where a flush, a commit or a
rollback was asked for.

Where drey differs on purpose, this player does what drey's rule says, and names the rule: see rules_test.go.
"""
import json
import sys
import warnings

from sqlalchemy import (Column, ForeignKeyConstraint, Integer, MetaData, String, Table, and_, create_engine, event, exc,
                        inspect, select, text)
from sqlalchemy.orm import Session, attributes, exc as orm_exc, make_transient, make_transient_to_detached, registry, relationship
from sqlalchemy.pool import StaticPool

KINDS = {"integer": Integer, "text": String}


class Models:
    """The classes, made from the schema."""

    def __init__(self, schema):
        self.schema, self.metadata, self.registry = schema, MetaData(), registry()
        self.tables, self.classes, self.specs = {}, {}, {}
        for t in schema["tables"]:
            columns = [Column(c["name"], KINDS[c["type"]], primary_key=c["pk"], nullable=c["nullable"]) for c in t["columns"]]
            keys = [ForeignKeyConstraint(k["columns"], [k["table"] + "." + c for c in k["refers"]], use_alter=True)
                    for k in t["keys"] or []]
            self.tables[t["name"]] = Table(t["name"], self.metadata, *columns, *keys)
        for c in schema["classes"]:
            self.classes[c["name"]], self.specs[c["name"]] = type(c["name"], (), {}), c
        for c in schema["classes"]:
            table = self.tables[c["table"]]
            options = {"version_id_col": table.c[c["version"]]} if c["version"] else {}
            properties = {r["name"]: self.relationship(c, r) for r in c["relationships"] or []}
            self.registry.map_imperatively(self.classes[c["name"]], table, properties=properties, **options)
        self.registry.configure()

    def relationship(self, c, r):
        """One relationship, with everything said that SQLAlchemy could infer."""
        own, other = self.tables[c["table"]], self.tables[self.specs[r["target"]]["table"]]
        how = dict(cascade=r["cascade"], uselist=r["many"], passive_deletes=r["passive_deletes"], post_update=r["post_update"])
        if r["inverse"]:
            how["back_populates"] = r["inverse"]
        if r["through"]:
            through = self.tables[r["through"]["table"]]
            how["secondary"] = through
            how["primaryjoin"] = and_(*[own.c[a] == through.c[b] for a, b in zip(r["local"], r["through"]["local"])])
            how["secondaryjoin"] = and_(*[other.c[a] == through.c[b] for a, b in zip(r["remote"], r["through"]["remote"])])
            return relationship(self.classes[r["target"]], **how)
        local, remote = [own.c[n] for n in r["local"]], [other.c[n] for n in r["remote"]]
        how["primaryjoin"] = and_(*[a == b for a, b in zip(local, remote)])
        how["foreign_keys"] = local if r["holds_key"] else remote
        if own is other:
            how["remote_side"] = remote
            how["primaryjoin"] = and_(*[own.c[a] == own.c[b] for a, b in zip(r["local"], r["remote"])])
        return relationship(self.classes[r["target"]], **how)

    def links(self, obj):
        return [r["name"] for r in self.specs[type(obj).__name__]["relationships"] or []]


def database(schema):
    engine = create_engine("sqlite://", future=True, poolclass=StaticPool, connect_args={"check_same_thread": False})

    # Savepoints of pysqlite work only where it begins nothing itself.
    @event.listens_for(engine, "connect")
    def connected(connection, _):
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN")

    with engine.begin() as connection:
        for statement in schema["ddl"]:
            connection.exec_driver_sql(statement)
    return engine


def outcome(error):
    """The kind of an error, in one word."""
    kinds = [
        (exc.IntegrityError, "integrity"), (orm_exc.StaleDataError, "stale"), (exc.CircularDependencyError, "cycle"),
        (exc.PendingRollbackError, "rollback"), (exc.NoResultFound, "not found"), (orm_exc.ObjectDeletedError, "not found"),
        (exc.InvalidRequestError, "invalid"), (orm_exc.FlushError, "invalid"), (orm_exc.UnmappedError, "invalid"),
        (AssertionError, "invalid"),  # "Dependency rule tried to blank-out primary key column"
    ]
    for kind, word in kinds:
        if isinstance(error, kind):
            return word
    return "other " + type(error).__name__


class Player:
    """One program."""

    def __init__(self, models, engine):
        self.models, self.engine = models, engine
        self.objects, self.nested, self.expire = {}, [], False
        self.empty()
        self.session = self.fresh()

    def empty(self):
        raw = self.engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        for name in self.models.tables:
            cursor.execute("DELETE FROM " + name)
        cursor.execute("PRAGMA foreign_keys=ON")
        raw.close()

    def fresh(self):
        return Session(self.engine, future=True, autoflush=False, expire_on_commit=self.expire)

    def play(self, op):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                for label, rel in op.get("loaded") or []:  # what is loaded there is here
                    getattr(self.find(label), rel)
                if op.get("flushed") and op["op"] != "refresh":  # rule autoflush: a read that the changes do not concern flushes nothing
                    self.session.flush()
                    self.settle()
                answer = getattr(self, "op_" + op["op"])(op) or {}
                answer["outcome"] = answer.get("outcome", "ok")
            except Exception as error:  # whatever it is, it is the answer
                answer = {"outcome": outcome(error), "detail": str(error)}
        if caught:
            answer["warnings"] = [str(w.message) for w in caught]
        return answer

    # What stands where

    def find(self, label):
        if label is None:
            return None
        if label not in self.objects:  # it was loaded there by a road that the other side did not walk
            cls = self.models.classes[label.split("-")[0]]
            self.objects[label] = self.session.execute(select(cls).where(cls.label == label)).scalar_one()
        return self.objects[label]

    def value(self, value):
        """A value of a program: a key that the database made is told by the label of the entity that has it."""
        return getattr(self.find(value["key_of"]), value["key"]) if isinstance(value, dict) else value

    def make(self, kind, values):
        obj = self.models.classes[kind]()
        for name, value in values.items():
            setattr(obj, name, self.value(value))
        return obj

    def learn(self, obj):
        self.objects[obj.label] = obj
        return obj.label

    def rows(self):
        connection = self.session.connection()
        return {"rows": {name: [list(row) for row in connection.execute(text("SELECT * FROM " + name))]
                         for name in self.models.tables}}

    def settle(self):
        """Rule in-step: after a flush both ends of every relationship are what the rows say."""
        for obj in list(self.session.identity_map.values()):
            self.session.expire(obj, self.models.links(obj))

    def op_settings(self, op):
        self.expire = op.get("expire", False)
        self.session = self.fresh()

    # Operations on entities

    def op_new(self, op):
        self.objects[op["name"]] = self.make(op["type"], op["values"])

    def op_add(self, op):
        self.session.add(self.find(op["name"]))

    def op_again(self, op):
        """Rules add-detached and rollback-restores: what is added again is a new entity with what the struct holds."""
        obj = self.objects[op["name"]] = self.make(op["type"], op["values"])
        for rel, label in (op["pointers"] or {}).items():
            setattr(obj, rel, self.find(label))
        for rel, labels in (op["lists"] or {}).items():
            setattr(obj, rel, [self.find(label) for label in labels])
        self.session.add(obj)

    def op_attach(self, op):
        """Rule attach: the row is what the struct says."""
        obj = self.make(op["type"], op["values"])
        key = inspect(type(obj)).primary_key_from_instance(obj)
        known = self.session.identity_map.get(inspect(type(obj)).identity_key_from_primary_key(key))
        if known is None:
            make_transient_to_detached(obj)
        obj = known or obj
        for name, value in op["values"].items():
            attributes.set_committed_value(obj, name, self.value(value))
        self.session.add(obj)
        self.objects[op["name"]] = obj

    def op_delete(self, op):
        obj = self.find(op["name"])
        if inspect(obj).transient:
            return None  # rule new-moves, or somebody deleted it before
        if obj not in self.session.new:
            return self.session.delete(obj)
        # Rule delete-pending: it is transient again, and so is what is new and goes with it.
        along = [o for o, *_ in inspect(obj).mapper.cascade_iterator("delete", inspect(obj))]
        for o in [obj, *along]:
            if o in self.session.new:
                self.session.expunge(o)
                self.take_out(o)

    def take_out(self, obj):
        for other in [*self.session.identity_map.values(), *self.session.new]:
            for rel in self.models.links(other):
                held = other.__dict__.get(rel)
                if held is obj:
                    setattr(other, rel, None)
                elif isinstance(held, list) and any(o is obj for o in held):
                    held.remove(obj)

    def op_expunge(self, op):
        self.session.expunge(self.find(op["name"]))

    def op_expire(self, op):
        self.session.expire(self.find(op["name"]))

    def op_refresh(self, op):
        obj = self.find(op["name"])
        if op.get("flushed"):
            self.session.expire(obj)
            self.session.flush()
            self.settle()
            if obj not in self.session or inspect(obj).deleted:
                return {"outcome": "not found"}
        try:
            self.session.refresh(obj)
        except exc.InvalidRequestError as error:
            if "Could not refresh" not in str(error):
                raise
            return {"outcome": "not found"}

    def form(self, f):
        obj = self.make(f["type"], f["values"])
        for rel, forms in f["lists"].items():
            setattr(obj, rel, [self.form(other) for other in forms])
        for rel, other in f["pointers"].items():
            setattr(obj, rel, self.form(other))
        return obj

    def op_merge(self, op):
        form = self.form(op["form"])
        mapper = inspect(type(form))
        key, known = [c.key for c in mapper.primary_key], self.session.identity_map
        stored = known.get(mapper.identity_key_from_primary_key(mapper.primary_key_from_instance(form)))
        for obj in self.session.new:  # Rule merge-pending: what is pending is found by its key as well.
            if stored is None and type(obj) is type(form) and all(getattr(obj, c) == getattr(form, c) for c in key):
                for name, value in op["form"]["values"].items():
                    setattr(obj, name, self.value(value))
                return {"found": [self.learn(obj)]}
        obj = self.session.merge(form)
        return {"found": [self.learn(obj)]}

    # Edits

    def op_set(self, op):
        value = op["value"]
        if op.get("key_of"):
            value = getattr(self.find(op["key_of"]), op["key"])
        setattr(self.find(op["name"]), op["column"], value)

    def op_point(self, op):
        setattr(self.find(op["name"]), op["rel"], self.find(op.get("item")))

    def op_append(self, op):
        held, item = getattr(self.find(op["name"]), op["rel"]), self.find(op["item"])
        if not any(o is item for o in held):
            held.append(item)

    def op_remove(self, op):
        held, item = getattr(self.find(op["name"]), op["rel"]), self.find(op["item"])
        if any(o is item for o in held):
            held.remove(item)

    op_put, op_take = op_append, op_remove

    def op_replace(self, op):
        setattr(self.find(op["name"]), op["rel"], [self.find(label) for label in op["items"] or []])

    # Reading

    def op_load(self, op):
        held = getattr(self.find(op["name"]), op["rel"])
        held = held if isinstance(held, list) else [held] if held is not None else []
        return {"found": sorted(self.learn(o) for o in held)}

    def op_part(self, op):
        """Rule parts: a list that is loaded in part is not known; here it is read when it is needed."""

    def op_get(self, op):
        key = [getattr(self.find(op["key_of"]), c) for c in op["columns"]] if op.get("key_of") else op["key"]
        obj = self.session.get(self.models.classes[op["type"]], key[0] if len(key) == 1 else tuple(key))
        if obj is None:
            return {"outcome": "not found"}
        return {"found": [self.learn(obj)]}

    def op_query(self, op):
        cls = self.models.classes[op["type"]]
        objs = self.session.execute(select(cls)).scalars().all()
        return {"found": sorted(self.learn(o) + " " + str(o.size) for o in objs)}

    # The transaction

    def op_flush(self, op):
        self.session.flush()
        self.settle()
        return self.rows()

    def op_commit(self, op):
        self.session.commit()
        self.nested = []
        self.settle()
        return self.rows()

    def op_rollback(self, op):
        self.session.rollback()
        self.nested = []
        return self.rows()

    def op_nest(self, op):
        self.nested.append(self.session.begin_nested())
        self.settle()
        return self.rows()

    def op_release(self, op):
        self.nested[-1].commit()
        self.nested.pop()
        self.settle()
        return self.rows()

    def op_undo(self, op):
        self.nested.pop().rollback()
        self.settle()
        return self.rows()

    def op_outside(self, op):
        """Somebody else's statement, of which the session knows nothing."""
        self.session.connection().execute(text(op["sql"]))

    def op_reopen(self, op):
        self.session.close()
        self.session, self.objects, self.nested = self.fresh(), {}, []

    def close(self):
        self.session.close()


def main():
    schema = json.loads(sys.stdin.readline())
    warnings.simplefilter("ignore")
    models = Models(schema)
    engine = database(schema)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        player = Player(models, engine)
        answers = [player.play(op) for op in json.loads(line)]
        player.close()
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
