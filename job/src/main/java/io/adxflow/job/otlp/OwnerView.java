package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The columns that all records of a resource and scope share, as {@link OwnerColumns} writes them; what is made of one is kept for all of its records. */
final class OwnerView {
    private static final int NAME = (1 << 3) | 2;
    private static final int VERSION = (2 << 3) | 2;
    private static final int SCOPE_ATTRIBUTES = (3 << 3) | 2;
    private static final int SCOPE_DROPPED = 4 << 3;
    private static final int RESOURCE_ATTRIBUTES = (1 << 3) | 2;
    private static final int RESOURCE_DROPPED = 2 << 3;
    private static final int ENTITY_REFS = (3 << 3) | 2;

    private static final int DROPPED_SLOT = 0;
    private static final int URL_SLOT = 1;
    private static final int NAME_SLOT = 2;
    private static final int VERSION_SLOT = 3;
    private static final int SLOTS = 4;

    private final RecordView view;
    private final ProtoReader reader;
    private final Slots resource = new Slots(SLOTS);
    private final Slots scope = new Slots(SLOTS);
    private final JsonField resourceAttributes;
    private final JsonField scopeAttributes;
    private final JsonField entityRefs;
    private int resourceStart = -1;
    private int resourceEnd;
    private int scopeStart = -1;
    private int scopeEnd;
    private @Nullable String refusal;
    private @Nullable String scopeRefusal;

    OwnerView(RecordView view) {
        this.view = view;
        this.reader = view.reader;
        ValueJson json = view.json;
        resourceAttributes = attributes(json, RESOURCE_ATTRIBUTES, () -> resourceStart, () -> resourceEnd);
        scopeAttributes = attributes(json, SCOPE_ATTRIBUTES, () -> scopeStart, () -> scopeEnd);
        EntityRefs refs = new EntityRefs(reader, json);
        entityRefs = new JsonField(
                json,
                new JsonField.Source() {
                    @Override
                    public void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
                        if (resourceStart >= 0) {
                            refs.append(resourceStart, resourceEnd, ENTITY_REFS, to);
                        }
                    }

                    @Override
                    public boolean isNull() {
                        return entityRefs().plain().length() == 0;
                    }
                },
                JsonField.NO_PAIRS);
    }

    private JsonField entityRefs() {
        return entityRefs;
    }

    private JsonField attributes(ValueJson json, int tag, IntSupplier start, IntSupplier end) {
        return new JsonField(
                json,
                new JsonField.Source() {
                    @Override
                    public void csv(ByteBuilder to) throws MalformedBodyException, RefusedRecordException {
                        if (start.getAsInt() >= 0) {
                            to.put('"');
                            json.object(start.getAsInt(), end.getAsInt(), tag, 0, to);
                            to.put('"');
                        }
                    }

                    @Override
                    public boolean isNull() {
                        return start.getAsInt() < 0;
                    }
                },
                JsonField.pairsOf(reader, tag, start, end));
    }

    JsonField resourceAttributes() {
        return resourceAttributes;
    }

    void resource(Owner owner) throws MalformedBodyException {
        resourceAttributes.begin();
        entityRefs.begin();
        resourceStart = owner.start;
        resourceEnd = owner.end;
        read(owner, resource, RESOURCE_DROPPED, -1, -1);
        refusal = owner.repeated ? "its resource: it is there twice, of which only one can be meant" : null;
    }

    void scope(Owner owner) throws MalformedBodyException {
        scopeAttributes.begin();
        scopeStart = owner.start;
        scopeEnd = owner.end;
        read(owner, scope, SCOPE_DROPPED, NAME, VERSION);
        scopeRefusal = owner.repeated ? "its scope: it is there twice, of which only one can be meant" : null;
    }

    private void read(Owner owner, Slots slots, int dropped, int name, int version) throws MalformedBodyException {
        slots.clear();
        slots.starts[URL_SLOT] = owner.schemaUrlStart;
        slots.ends[URL_SLOT] = owner.schemaUrlEnd;
        if (owner.start < 0) {
            return;
        }
        reader.seek(owner.start, owner.end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == dropped) {
                slots.numbers[DROPPED_SLOT] = Integer.toUnsignedLong(reader.varint32());
            } else if (tag == name) {
                slots.range(NAME_SLOT, reader);
            } else if (tag == version) {
                slots.range(VERSION_SLOT, reader);
            } else {
                reader.skip(tag);
            }
        }
    }

    void check() throws RefusedRecordException {
        if (refusal != null) {
            throw new RefusedRecordException(refusal);
        }
        if (scopeRefusal != null) {
            throw new RefusedRecordException(scopeRefusal);
        }
    }

    /** Adds {@code ScopeName} to {@code ResourceEntityRefs}. */
    void addTo(RecordView to) {
        to.add(to.textOf(scope, NAME_SLOT));
        to.add(to.textOf(scope, VERSION_SLOT));
        to.add(scopeAttributes);
        view.addNumber(dropped(scope, () -> scopeStart));
        to.add(to.textOf(scope, URL_SLOT));
        view.addNumber(dropped(resource, () -> resourceStart));
        to.add(to.textOf(resource, URL_SLOT));
        to.add(entityRefs);
    }

    private static RecordView.Whole dropped(Slots slots, IntSupplier start) {
        return new RecordView.Whole() {
            @Override
            public long value() {
                return slots.numbers[DROPPED_SLOT];
            }

            @Override
            public boolean isThere() {
                return start.getAsInt() >= 0;
            }
        };
    }
}
