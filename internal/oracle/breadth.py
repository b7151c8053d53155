"""The oracle of the second family: plays its programs through SQLAlchemy's Session. See oracle.py for the protocol.

After each flush everything is expired, so that what is shown is what the database says: rule in-step.
"""
import datetime
import json
import sys
import warnings

from sqlalchemy import event, inspect, select, text
from sqlalchemy.orm import Session, attributes, selectinload, with_loader_criteria

from breadth_models import KINDS, Abode, Soft, columns_of, compact, line, tag, targets
from breadth_shapes import SHAPES
from oracle import database, outcome

UNHEARD = {"rev", "deleted_at"}


class Player:
    """One program."""

    order = {}  # of the columns in each table

    def __init__(self, engine):
        self.engine, self.schema, self.scene = engine, "", []
        raw = engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        for cls in KINDS.values():
            for schema in ("main", "acorn"):
                cursor.execute(f"DELETE FROM {schema}.{cls.__tablename__}")
        cursor.execute("PRAGMA foreign_keys=ON")
        raw.close()
        self.nested, self.pending, self.heard = [], {}, {}
        self.partial = False  # the other side has read some columns only
        self.kept = []  # what was loaded since the last checkpoint: a session alone keeps nothing that hooks could ask
        self.session = self.fresh()

    def fresh(self):
        engine = self.engine.execution_options(schema_translate_map={None: self.schema}) if self.schema else self.engine
        session = Session(engine, future=True, autoflush=False)
        event.listen(session, "loaded_as_persistent", lambda _, obj: self.kept.append(obj))
        event.listen(session, "do_orm_execute", self.filter)
        event.listen(session, "before_flush", self.delete_softly)
        event.listen(session, "after_flush", self.hear)
        return session

    def play(self, op):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                answer = {"outcome": "ok", **(getattr(self, "op_" + op["op"])(op) or {})}
            except Exception as error:  # whatever it is, it is the answer
                answer = {"outcome": outcome(error), "detail": str(error)}
        return answer

    # Soft delete

    def filter(self, state):
        """Leave out what was deleted softly, also behind relationships."""
        unfiltered = state.execution_options.get("unfiltered") or self.session.info.get("unfiltered")
        if state.is_select and not state.is_column_load and not unfiltered:
            state.statement = state.statement.options(with_loader_criteria(Soft, lambda cls: cls.deleted_at.is_(None), include_aliases=True))

    def delete_softly(self, session, *_):
        """A soft delete is a delete to what it leads to; of its own row it is an UPDATE."""
        purged = session.info.get("purged", set())
        soft = [o for o in session.deleted if isinstance(o, Soft) and o not in purged]
        hard = [o for o in session.deleted if o not in soft]
        for obj in soft:
            session.add(obj)
            for attribute in inspect(obj).mapper.column_attrs:  # it is a delete: what was edited is not written
                history = inspect(obj).attrs[attribute.key].history
                if history.deleted:
                    attributes.set_committed_value(obj, attribute.key, history.deleted[0])
            obj.deleted_at = datetime.datetime(2026, 1, 2)
            for rel in inspect(type(obj)).relationships:
                if rel.uselist and not rel.cascade.delete:
                    setattr(obj, rel.key, [])
        for obj in hard:
            session.delete(obj)

    def settle(self):
        self.pending = {}
        self.session.info.pop("purged", None)
        for obj in list(self.session.identity_map.values()):
            if obj in self.session and isinstance(obj, Soft) and "deleted_at" in obj.__dict__ and obj.deleted_at is not None:
                self.session.expunge(obj)
        self.session.expire_all()

    # Hooks

    def hear(self, session, context):
        """Note what a flush writes, with old and new values: one change for each entity since the last checkpoint."""
        for state, (deleted, listed) in context.states.items():
            if listed:
                continue
            obj = state.obj()
            soft = isinstance(obj, Soft) and state.attrs.deleted_at.history.added and obj.deleted_at is not None
            kind = "delete" if deleted or soft else "update" if state.has_identity else "insert"
            held = self.heard.setdefault(tag(obj), [kind, {}])
            held[0] = kind if kind != "update" else held[0]
            for name in set(columns_of(type(obj))) - UNHEARD:
                history = state.attrs[name].history
                old = (history.deleted or history.unchanged or [None])[0] if kind != "insert" else None
                new = (history.added or history.unchanged or [None])[0] if kind != "delete" else None
                if kind != "update" or history.added:
                    held[1][name] = [held[1].get(name, [old])[0], new]

    def audit(self):
        lines = []
        codes = [values.get("code") for name, (_, values) in self.heard.items() if name.startswith("Region#")]
        for name, (kind, values) in self.heard.items():
            # Rule rekeyed: of what follows a key that changed each tells of other rows, as far as it has them in memory.
            followed = {"region_code"} if values.get("region_code") in codes else set()
            values = {n: v for n, v in values.items() if kind != "update" or v[0] != v[1] and n not in followed}
            if values:
                lines.append(f"{kind} {name} {compact(values)}")
        self.heard = {}
        return [] if self.partial else sorted(lines)  # rows whose columns nobody read have no old values to tell

    # What stands where

    def find(self, name):
        if not name:
            return None
        if name in self.pending:
            return self.pending[name]
        kind, key = name.split("#")
        return self.session.get(KINDS[kind], int(key))

    def checkpoint(self, op):
        self.settle()
        asked, self.kept = op.get("show") or {}, []
        for kind in self.scene:
            self.read(kind, {rel for name, rels in asked.items() if name.startswith(kind + "#") for rel in rels})
        shown = [line(self.find(name), None, rels) for name, rels in asked.items()]
        return {"rows": self.rows(), "audit": self.audit(), "shown": sorted(shown)}

    def read(self, kind, rels):
        """Read all of a kind at once."""
        cls = KINDS[kind]
        return self.session.execute(select(cls).options(*[selectinload(getattr(cls, rel)) for rel in rels])).scalars().all()

    def rows(self):
        found, connection = {}, self.session.connection()
        for schema, at in (("", "main"), ("acorn", "acorn")):
            for kind in self.scene:
                cls = KINDS[kind]
                names = ["deleted_at IS NOT NULL" if n == "deleted_at" else n for n in self.ordered(cls)]
                rows = connection.execute(text(f"SELECT {', '.join(names)} FROM {at}.{cls.__tablename__} ORDER BY id"))
                found[f"{schema}.{cls.__tablename__}"] = [compact(list(row)) for row in rows]
        return found

    def ordered(self, cls):
        if cls not in self.order:
            rows = self.session.connection().execute(text(f"PRAGMA table_info({cls.__tablename__})"))
            self.order[cls] = [row[1] for row in rows]
        return self.order[cls]

    # Edits

    def put(self, obj, values):
        """Set columns, those of a struct by its composite."""
        for name, value in values.items():
            prefix, _, rest = name.partition("_")
            if prefix in ("home", "work"):
                held = getattr(obj, prefix.title()) or Abode(None, None, None, None)
                setattr(obj, prefix.title(), Abode(*[value if n == rest else v for n, v in zip(Abode.names, held.values)]))
            else:
                setattr(obj, name, value)

    def lead(self, obj, rel, item):
        """Have a pointer lead elsewhere. Both lists are read before, as the rule orphan-by-pointer has it."""
        link = inspect(type(obj)).relationships[rel]
        if type(obj).__name__ == "Memo":
            return self.own(obj, item)
        for other in (getattr(obj, rel), item):
            for back in link._reverse_property:
                if other is not None:
                    getattr(other, back.key)
        setattr(obj, rel, item)

    def own(self, memo, owner):
        """Move a memo by the lists of two types, one of which has to let go first."""
        for held in (memo.Human, memo.Firm):
            if held is not None and memo in held.Memos:
                held.Memos.remove(memo)
                self.session.flush()
        if owner is not None:
            owner.Memos.append(memo)

    def op_new(self, op):
        obj = KINDS[op["name"].split("#")[0]]()
        self.put(obj, op["values"])
        self.pending[op["name"]] = obj
        for rel, item in (op.get("pointers") or {}).items():
            self.lead(obj, rel, self.find(item))
        for parent, rel in op.get("under") or []:
            self.gain(self.find(parent), rel, obj)
        self.session.add(obj)

    def gain(self, parent, rel, obj):
        if inspect(type(parent)).relationships[rel].uselist:
            getattr(parent, rel).append(obj)
        else:
            getattr(parent, rel)
            setattr(parent, rel, obj)

    def op_set(self, op):
        self.put(self.find(op["name"]), op["values"])

    def op_point(self, op):
        self.lead(self.find(op["name"]), op["rel"], self.find(op.get("item")))

    def op_append(self, op):
        obj, item = self.find(op["name"]), self.find(op["item"])
        if type(item).__name__ == "Memo":
            return self.own(item, obj)
        for back in inspect(type(obj)).relationships[op["rel"]]._reverse_property:
            former = getattr(item, back.key)
            if former is not None:
                getattr(former, op["rel"])
        getattr(obj, op["rel"]).append(item)

    def op_remove(self, op):
        obj, item = self.find(op["name"]), self.find(op["item"])
        getattr(obj, op["rel"]).remove(item)

    def op_hand(self, op):
        one, other, rel = self.find(op["name"]), self.find(op["other"]), op["rel"]
        item, held = getattr(one, rel), getattr(other, rel)
        if type(one) is not type(other):
            return self.hand_over(one, other, rel, item, held)
        setattr(one, rel, None)
        setattr(other, rel, item)

    def hand_over(self, one, other, rel, item, held):
        """Hand something to another type: by its columns, as two relationships would each think it an orphan."""
        link = inspect(type(other)).relationships[rel]
        item.shown_id, item.shown_type = other.id, {"Human": "being", "Firm": "firms"}[type(other).__name__]
        attributes.set_committed_value(one, rel, None)
        attributes.set_committed_value(other, link.key, item)
        if held is not None:
            self.session.delete(held)

    def op_swap(self, op):
        one, other, rel = self.find(op["name"]), self.find(op["other"]), op["rel"]
        mine, theirs = getattr(one, rel), getattr(other, rel)
        setattr(one, rel, None)
        setattr(other, rel, None)
        setattr(one, rel, theirs)
        setattr(other, rel, mine)

    def op_merge(self, op):
        obj = KINDS[op["name"].split("#")[0]]()
        self.put(obj, op["values"])
        merged = self.session.merge(obj)
        for name in ("Home", "Work"):  # merge() leaves the composite as it was
            merged.__dict__.pop(name, None)

    def op_delete(self, op):
        self.session.delete(self.find(op["name"]))

    def op_purge(self, op):
        """Delete for good, with what was deleted softly before and refers to it."""
        purged = self.session.info.setdefault("purged", set())
        queue = [self.find(op["name"])]
        for obj in queue:
            purged.add(obj)
            if type(obj).__name__ == "Drawer":
                binder = KINDS["Binder"]
                found = self.session.query(binder).filter(binder.drawer_id == obj.id).execution_options(unfiltered=True)
                queue.extend(found.all())
        for obj in reversed(queue):
            self.session.delete(obj)

    def op_restore(self, op):
        kind, key = op["name"].split("#")
        cls = KINDS[kind]
        obj = self.session.query(cls).filter(cls.id == int(key)).execution_options(unfiltered=True).one()
        obj.deleted_at = None
        self.pending[op["name"]] = obj

    def op_exec(self, op):
        cls, rows = KINDS[op["type"]], op["rows"]
        table = (self.schema or "main") + "." + cls.__tablename__
        if op["shape"] == "insert":
            names = sorted(rows[0])
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"
        else:
            sql = f"UPDATE {table} SET size = :size WHERE id = :id"
        self.session.connection().execute(text(sql), rows)
        self.session.expire_all()

    # Reading

    def op_load(self, op):
        return {"found": targets(self.find(op["name"]), op["rel"])}

    def op_query(self, op):
        cls = KINDS[op["type"]]
        return {"found": sorted(line(o) for o in self.session.query(cls).all())}

    def op_shape(self, op):
        self.session.expire_all()
        found = SHAPES[op["shape"]](self.session, op["n"])
        self.session.expunge_all()  # what was read in part would be read again in part
        return {"found": found}

    # The transaction

    def op_reopen(self, op):
        self.session.close()
        self.partial = op["n"] == 2
        self.schema, self.scene, self.pending, self.nested = op.get("schema", ""), op["scene"], {}, []
        self.session = self.fresh()

    def op_flush(self, op):
        self.session.flush()
        return self.checkpoint(op)

    def op_commit(self, op):
        self.session.commit()
        self.nested = []
        return self.checkpoint(op)

    def op_rollback(self, op):
        self.session.rollback()
        self.nested, self.heard = [], {}
        return self.checkpoint(op)

    def op_nest(self, op):
        self.nested.append(self.session.begin_nested())
        return self.checkpoint(op)

    def op_release(self, op):
        self.nested.pop().commit()
        return self.checkpoint(op)

    def op_undo(self, op):
        self.nested.pop().rollback()
        self.heard = {}
        return self.checkpoint(op)


def main():
    ddl = json.loads(sys.stdin.readline())
    engine = database({"ddl": ["ATTACH ':memory:' AS acorn", *ddl["main"], *ddl["acorn"]]})
    print(json.dumps({"ready": True}), flush=True)
    for request in sys.stdin:
        player = Player(engine)
        answers = [player.play(op) for op in json.loads(request)]
        player.session.close()
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
