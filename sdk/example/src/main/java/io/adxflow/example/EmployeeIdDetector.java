package io.adxflow.example;

import io.adxflow.sdk.detect.Detector;

/** Numbers of people at a firm: {@code E-} and six digits that are part of nothing longer. */
public final class EmployeeIdDetector implements Detector {
    private static final int LENGTH = 8;

    @Override
    public String name() {
        return "employee-id";
    }

    @Override
    public void find(byte[] text, int from, int to, Found found) {
        for (int at = from; at + LENGTH <= to; at++) {
            if (text[at] == 'E' && text[at + 1] == '-' && isWhole(text, from, at, to)) {
                found.add(at, at + LENGTH);
                at += LENGTH - 1;
            }
        }
    }

    private static boolean isWhole(byte[] text, int from, int at, int to) {
        for (int i = at + 2; i < at + LENGTH; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        boolean begins = at == from || !Character.isLetterOrDigit(text[at - 1]);
        boolean ends = at + LENGTH == to || !Character.isLetterOrDigit(text[at + LENGTH]);
        return begins && ends;
    }
}
