package io.adxflow.sources.auth;

import java.util.Arrays;

/** A secret's value, which shows itself to nobody: not to logs, not to debuggers' views, not to serializers. */
final class Secret {
    private final byte[] value;

    /** @param value is copied */
    Secret(byte[] value) {
        this.value = value.clone();
    }

    /** What stands for it when it is looked up. */
    Fingerprint fingerprint(String scheme, byte[] before) {
        byte[] whole = Arrays.copyOf(before, before.length + value.length);
        System.arraycopy(value, 0, whole, before.length, value.length);
        return Fingerprint.of(scheme, whole);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
