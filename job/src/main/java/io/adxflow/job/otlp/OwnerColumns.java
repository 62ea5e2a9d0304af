package io.adxflow.job.otlp;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvText;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.OtlpRequest.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all records of a resource and scope share, encoded once for all of them. Of a resource or scope that is not there, the
 * fields are empty; of one that says nothing, its attributes are {@code {}}.
 */
final class OwnerColumns {
    private static final int NAME = (1 << 3) | 2;
    private static final int VERSION = (2 << 3) | 2;
    private static final int SCOPE_ATTRIBUTES = (3 << 3) | 2;
    private static final int SCOPE_DROPPED = 4 << 3;
    private static final int RESOURCE_ATTRIBUTES = (1 << 3) | 2;
    private static final int RESOURCE_DROPPED = 2 << 3;
    private static final int ENTITY_REFS = (3 << 3) | 2;

    private final ProtoReader reader;
    private final WatchedAttributes watched;
    private final EntityRefs entityRefs;
    private final AttributeColumn resourceAttributes;
    private final AttributeColumn scopeAttributes;
    private final KeyValue pair = new KeyValue();
    private final Range range = new Range();
    private final ByteBuilder resource = new ByteBuilder(1024);
    private final ByteBuilder resourceLifted = new ByteBuilder(256);
    private final ByteBuilder resourceTail = new ByteBuilder(256);
    private final ByteBuilder scope = new ByteBuilder(256);
    private @Nullable String resourceRefusal;
    private @Nullable String scopeRefusal;

    OwnerColumns(ProtoReader reader, ValueJson json, LiftedAttributes liftedResources, WatchedAttributes watched) {
        this.reader = reader;
        this.watched = watched;
        this.entityRefs = new EntityRefs(reader, json);
        this.resourceAttributes = new AttributeColumn(reader, json, liftedResources);
        this.scopeAttributes = new AttributeColumn(reader, json, new LiftedAttributes(List.of()));
    }

    void resource(Owner owner) throws MalformedBodyException {
        watched.beginResource();
        resource.clear();
        resourceLifted.clear();
        resourceTail.clear();
        try {
            checkOnce(owner);
            encodeResource(owner);
            resourceRefusal = null;
        } catch (RefusedRecordException e) {
            resourceRefusal = "its resource: " + e.getMessage();
        }
    }

    private void encodeResource(Owner owner) throws MalformedBodyException, RefusedRecordException {
        resourceAttributes.begin();
        resourceTail.put(',');
        if (owner.start >= 0) {
            resourceAttributes.addAll(owner.start, owner.end, RESOURCE_ATTRIBUTES, pair, watched::ofResource);
            resourceAttributes.append(resource);
            resourceTail.put(unsignedField(owner, RESOURCE_DROPPED));
        }
        resourceTail.put(',');
        text(owner.schemaUrlStart, owner.schemaUrlEnd, resourceTail);
        resourceTail.put(',');
        if (owner.start >= 0) {
            entityRefs.append(owner.start, owner.end, ENTITY_REFS, resourceTail);
        }
        resourceAttributes.appendLifted(resourceLifted);
    }

    void scope(Owner owner) throws MalformedBodyException {
        scope.clear();
        try {
            checkOnce(owner);
            encodeScope(owner);
            scopeRefusal = null;
        } catch (RefusedRecordException e) {
            scopeRefusal = "its scope: " + e.getMessage();
        }
    }

    private void encodeScope(Owner owner) throws MalformedBodyException, RefusedRecordException {
        if (owner.start >= 0) {
            scope.put(',');
            textField(owner, NAME);
            scope.put(',');
            textField(owner, VERSION);
            scope.put(',');
            scopeAttributes.begin();
            scopeAttributes.addAll(owner.start, owner.end, SCOPE_ATTRIBUTES, pair, attribute -> {});
            scopeAttributes.append(scope);
            scope.put(',').put(unsignedField(owner, SCOPE_DROPPED));
        } else {
            scope.putAscii(",,,,");
        }
        scope.put(',');
        text(owner.schemaUrlStart, owner.schemaUrlEnd, scope);
    }

    private static void checkOnce(Owner owner) throws RefusedRecordException {
        if (owner.repeated) {
            throw new RefusedRecordException("it is there twice, of which only one can be meant");
        }
    }

    private long unsignedField(Owner owner, int field) throws MalformedBodyException {
        long value = 0;
        reader.seek(owner.start, owner.end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == field) {
                value = Integer.toUnsignedLong(reader.varint32());
            } else {
                reader.skip(tag);
            }
        }
        return value;
    }

    private void textField(Owner owner, int field) throws MalformedBodyException, RefusedRecordException {
        range.clear();
        reader.seek(owner.start, owner.end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == field) {
                range.read(reader);
            } else {
                reader.skip(tag);
            }
        }
        text(range.start, range.end, scope);
    }

    private void text(int start, int end, ByteBuilder to) throws RefusedRecordException {
        if (!CsvText.appendString(reader.bytes, start, end, to)) {
            throw ValueJson.notText();
        }
    }

    /** Refuses a record whose resource or scope cannot be written. */
    void check() throws RefusedRecordException {
        if (resourceRefusal != null) {
            throw new RefusedRecordException(resourceRefusal);
        }
        if (scopeRefusal != null) {
            throw new RefusedRecordException(scopeRefusal);
        }
    }

    /** Writes the resource's attributes. */
    void appendResource(ByteBuilder row) {
        row.put(resource.array(), 0, resource.length());
    }

    /** Writes {@code ,ScopeName,…,ResourceEntityRefs}. */
    void appendOwners(ByteBuilder row) {
        row.put(scope.array(), 0, scope.length()).put(resourceTail.array(), 0, resourceTail.length());
    }

    /** Writes {@code ,value} for each lifted attribute of the resource. */
    void appendLifted(ByteBuilder row) {
        row.put(resourceLifted.array(), 0, resourceLifted.length());
    }
}
