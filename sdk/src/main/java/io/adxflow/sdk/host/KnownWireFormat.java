package io.adxflow.sdk.host;

import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat;
import java.util.Objects;

/** A format whose name and signal are asked once, so that threads that must not wait can ask for them. */
final class KnownWireFormat implements WireFormat {
    private final WireFormat format;
    private final String name;
    private final Signal signal;

    KnownWireFormat(WireFormat format) {
        this.format = format;
        this.name = String.valueOf(format.name());
        this.signal = Objects.requireNonNull(format.signal(), "signal");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Signal signal() {
        return signal;
    }

    @Override
    public void read(byte[] body, RecordSink records) throws BadBodyException {
        format.read(body, records);
    }
}
