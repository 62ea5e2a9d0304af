package io.adxflow.sdk.contract;

import io.adxflow.sdk.destination.BatchContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** Bytes, at one of which something happens. */
final class TestContent implements BatchContent {
    private final byte[] bytes;
    private final long eventAt;
    private final Event event;

    /** Something that happens when bytes are read. */
    interface Event {
        void happen() throws IOException;
    }

    TestContent(byte[] bytes, long eventAt, Event event) {
        this.bytes = bytes;
        this.eventAt = eventAt;
        this.event = event;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public int read(long position, byte[] into, int offset, int count) throws IOException {
        int part = (int) Math.max(0, Math.min(count, bytes.length - position));
        if (part > 0 && position <= eventAt && eventAt < position + part) {
            event.happen();
        }
        System.arraycopy(bytes, (int) position, into, offset, part);
        return part;
    }

    /** In pieces, so that some of it has been taken before the event. */
    @Override
    @SuppressWarnings("InputStreamSlowMultibyteRead") // The event is at a byte.
    public InputStream stream() {
        int before = (int) Math.min(bytes.length, eventAt);
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, before), new InputStream() {
            private long position = before;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TestContent.this.read(position++, one, 0, 1) == 0 ? -1 : one[0] & 0xFF;
            }
        });
    }
}
