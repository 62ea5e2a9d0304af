package io.adxflow.sources.wire.otlp;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.WireFormat.Signal;

/**
 * Walks {@code ExportLogsServiceRequest} or {@code ExportTraceServiceRequest} in place: resources, in them scopes, in them records.
 * One per thread, used again for each body.
 *
 * <p>{@link #take} checks the whole message first, so that nothing of a malformed one is ever visited. What protobuf-java refuses
 * is refused, with two exceptions: texts that are not UTF-8 are for the visitor to judge, so that they cost their own record; and
 * values may be nested deeper than protobuf-java's 100 messages, up to {@link #MAX_VALUE_DEPTH} values, below which nothing is
 * looked at.
 */
public final class OtlpRequest {
    /** How deep values may lie in values; a visitor must not go deeper. The outermost has depth 1. */
    public static final int MAX_VALUE_DEPTH = 64;

    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];
    private static final int DELIMITED = 2;
    private static final int WIRE_TYPE_BITS = 3;
    private static final int WIRE_TYPE_MASK = 7;
    /** Resource of a group of scopes, scope of a group of records. */
    private static final int OWNER = (1 << WIRE_TYPE_BITS) | DELIMITED;

    /** Groups within the request, scopes within a group, records within a scope. */
    private static final int RESOURCES = (1 << WIRE_TYPE_BITS) | DELIMITED;

    private static final int MEMBERS = (2 << WIRE_TYPE_BITS) | DELIMITED;
    private static final int SCHEMA_URL = (3 << WIRE_TYPE_BITS) | DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private final MessageShape shape;
    private final String resourcesField;
    private final String scopesField;
    private final String recordsField;
    private final long maxRowBytes;
    private final RowBytes rowBytes = new RowBytes();
    private final Owner resource = new Owner();
    private final Owner scope = new Owner();
    private int length;
    private int resourceNumber;
    private int scopeNumber;
    private int recordNumber;

    /**
     * Is told what is in a request. Positions are in the bytes of {@link #reader}, which may be moved at will.
     */
    public interface Visitor {
        /** A resource that has records; they follow. */
        void resource(Owner resource) throws MalformedBodyException;

        /** A scope of this resource that has records; they follow. */
        void scope(Owner scope) throws MalformedBodyException;

        /** A log record or span of this scope. */
        void record(int start, int end) throws MalformedBodyException;
    }

    /** Whose records follow: where its message lies and where the URL of its schema does. */
    public static final class Owner {
        /** -1 when there is no such message. */
        public int start;

        public int end;
        public int schemaUrlStart;
        public int schemaUrlEnd;
        /** More than one message, which protobuf would merge and no sender sends. */
        public boolean repeated;

        /** Of the message and the URL. */
        public long bytes() {
            return (long) end - start + schemaUrlEnd - schemaUrlStart;
        }

        private void clear() {
            start = -1;
            end = -1;
            schemaUrlStart = 0;
            schemaUrlEnd = 0;
            repeated = false;
        }
    }

    /**
     * @param signal logs or traces
     * @param maxRowBytes how much the rows of one body may take: a resource is repeated in every row, so that a small body could
     *     become more rows than there is memory for
     */
    public OtlpRequest(Signal signal, long maxRowBytes) {
        this.maxRowBytes = maxRowBytes;
        switch (signal) {
            case LOGS -> {
                shape = MessageShape.LOGS_REQUEST;
                resourcesField = "resourceLogs";
                scopesField = "scopeLogs";
                recordsField = "logRecords";
            }
            case TRACES -> {
                shape = MessageShape.TRACES_REQUEST;
                resourcesField = "resourceSpans";
                scopesField = "scopeSpans";
                recordsField = "spans";
            }
            default -> throw new IllegalArgumentException("signal: " + signal + " (expected: LOGS or TRACES)");
        }
    }

    /**
     * Takes on a message and checks all of it.
     *
     * @param bytes readable {@link ProtoReader#PADDING} bytes past the message; used until it is {@linkplain #release released}
     * @throws MalformedBodyException when it is not well-formed, or would become too many bytes of rows
     */
    public void take(byte[] bytes, int messageLength) throws MalformedBodyException {
        length = messageLength;
        reader.reset(bytes, messageLength);
        check(shape, 0, 0);
        rowBytes.total = 0;
        walk(rowBytes);
        if (rowBytes.total > maxRowBytes) {
            throw new MalformedBodyException(
                    Reason.TOO_LARGE,
                    "rows of this request: about " + rowBytes.total
                            + " B, since each repeats its resource and scope (expected:"
                            + " at most " + maxRowBytes
                            + " B, twice option ingest.max-decompressed-size); send fewer records per request");
        }
    }

    /** Checks the message that the reader is in, from where it is to its limit. */
    private void check(MessageShape message, int level, int valueDepth) throws MalformedBodyException {
        int index = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            int field = tag >>> WIRE_TYPE_BITS;
            MessageShape inner = (tag & WIRE_TYPE_MASK) == DELIMITED ? message.message(field) : null;
            if (inner == null) {
                reader.skip(tag);
            } else if (level < 3 && field == (level == 0 ? 1 : 2)) {
                int outer = reader.open(fieldName(level), index++);
                check(inner, level + 1, 0);
                reader.close(outer);
            } else {
                int size = reader.length();
                int outer = reader.limit;
                int end = reader.position + size;
                int depth = inner == MessageShape.ANY_VALUE ? valueDepth + 1 : valueDepth;
                if (depth <= MAX_VALUE_DEPTH) {
                    reader.limit = end;
                    check(inner, Integer.MAX_VALUE, depth);
                    reader.limit = outer;
                }
                reader.position = end;
            }
        }
    }

    private String fieldName(int level) {
        return level == 0 ? resourcesField : level == 1 ? scopesField : recordsField;
    }

    /** Visits what was taken. */
    public void visit(Visitor visitor) {
        try {
            walk(visitor);
        } catch (MalformedBodyException e) {
            throw new IllegalStateException("a message that was checked cannot be read", e);
        }
    }

    private void walk(Visitor visitor) throws MalformedBodyException {
        reader.seek(0, length);
        resourceNumber = -1;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != RESOURCES) {
                reader.skip(tag);
                continue;
            }
            resourceNumber++;
            int end = reader.length() + reader.position;
            walkScopes(reader.position, end, visitor);
            reader.seek(end, length);
        }
    }

    private void walkScopes(int start, int groupEnd, Visitor visitor) throws MalformedBodyException {
        find(start, groupEnd, resource);
        boolean told = false;
        scopeNumber = -1;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != MEMBERS) {
                reader.skip(tag);
                continue;
            }
            scopeNumber++;
            int end = reader.length() + reader.position;
            told = walkRecords(reader.position, end, visitor, told);
            reader.seek(end, groupEnd);
        }
    }

    private boolean walkRecords(int start, int groupEnd, Visitor visitor, boolean resourceTold)
            throws MalformedBodyException {
        find(start, groupEnd, scope);
        boolean told = false;
        recordNumber = -1;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != MEMBERS) {
                reader.skip(tag);
                continue;
            }
            recordNumber++;
            int recordEnd = reader.length() + reader.position;
            int recordStart = reader.position;
            if (!told) {
                if (!resourceTold) {
                    visitor.resource(resource);
                }
                visitor.scope(scope);
                told = true;
            }
            visitor.record(recordStart, recordEnd);
            reader.seek(recordEnd, groupEnd);
        }
        return resourceTold || told;
    }

    /** Finds whose members a group's are; that may stand behind them. Leaves the reader at the group's start. */
    private void find(int start, int end, Owner owner) throws MalformedBodyException {
        owner.clear();
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == OWNER) {
                owner.repeated |= owner.start >= 0;
                owner.end = reader.length() + reader.position;
                owner.start = reader.position;
                reader.position = owner.end;
            } else if (tag == SCHEMA_URL) {
                owner.schemaUrlEnd = reader.length() + reader.position;
                owner.schemaUrlStart = reader.position;
                reader.position = owner.schemaUrlEnd;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(start, end);
    }

    /** Lets go of the message taken last, so that its array is not held until the next one. */
    public void release() {
        length = 0;
        reader.reset(NOTHING, 0);
    }

    /** Reads the bytes that positions are in. */
    public ProtoReader reader() {
        return reader;
    }

    /** Where the record being visited stands, as its sender would look for it. */
    public String path() {
        return resourcesField + "[" + resourceNumber + "]." + scopesField + "[" + scopeNumber + "]." + recordsField
                + "[" + recordNumber + "]";
    }

    /** Estimates what the rows will take: each has its record, its resource and its scope. */
    private static final class RowBytes implements Visitor {
        /** Of a row that says nothing. */
        private static final int BYTES_PER_ROW = 200;

        private long total;
        private long ofResource;
        private long ofScope;

        @Override
        public void resource(Owner resource) {
            ofResource = resource.bytes();
        }

        @Override
        public void scope(Owner scope) {
            ofScope = scope.bytes();
        }

        @Override
        public void record(int start, int end) {
            total += BYTES_PER_ROW + ofResource + ofScope + end - start;
        }
    }
}
