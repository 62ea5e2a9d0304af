package io.adxflow.kql.values.regex;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression is once its counts are written out, told by its text: what is too large, too long or nested too deep is refused before anything is made of
 * it, since a pattern may be data.
 */
public final class PatternSize {
    private static final int LONGEST = 1 << 13;
    private static final int DEEPEST = 200;
    private static final long LARGEST = 100_000;
    /** A class of Unicode has hundreds of ranges. */
    private static final int CLASS = 80;

    private final String pattern;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private long sum;
    /** Of what a count behind it would repeat. */
    private long last;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /**
     * The size, in single characters.
     *
     * @throws IllegalArgumentException when it is larger than patterns may be
     */
    public static long of(String pattern) {
        if (pattern.length() > LONGEST) {
            throw new IllegalArgumentException("the pattern is longer than " + LONGEST + " letters");
        }
        PatternSize size = new PatternSize(pattern);
        size.read();
        return size.sum;
    }

    private void read() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            switch (c) {
                case '(' -> {
                    outer.push(sum);
                    checkDepth(outer.size());
                    sum = 1;
                    last = 0;
                }
                case ')' -> {
                    long group = sum;
                    sum = (outer.isEmpty() ? 0 : outer.pop()) + group;
                    last = group;
                }
                case '[' -> add(bracket());
                case '\\' -> add(escape());
                case '{' -> count();
                default -> add(1);
            }
            if (sum > LARGEST) {
                throw new IllegalArgumentException(
                        "the pattern, with its counts written out, has more than " + LARGEST + " parts");
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the pattern is nested deeper than " + DEEPEST);
        }
    }

    private void add(long size) {
        sum += size;
        last = size;
    }

    private long escape() {
        char c = at < pattern.length() ? pattern.charAt(at++) : 0;
        return "dDwWsSpP".indexOf(c) >= 0 ? CLASS : 1;
    }

    private long bracket() {
        long size = 1;
        int depth = 1;
        while (at < pattern.length() && depth > 0) {
            char c = pattern.charAt(at++);
            if (c == '\\') {
                size += escape();
            } else if (c == '[') {
                checkDepth(++depth);
                size += CLASS;
            } else if (c == ']') {
                depth--;
            } else {
                size++;
            }
        }
        return size;
    }

    private void count() {
        int end = at;
        long largest = 0;
        long number = 0;
        while (end < pattern.length() && (Character.isDigit(pattern.charAt(end)) || pattern.charAt(end) == ',')) {
            number = pattern.charAt(end) == ','
                    ? 0
                    : Math.min(LARGEST, number * 10 + Character.digit(pattern.charAt(end), 10));
            largest = Math.max(largest, number);
            end++;
        }
        if (end == at || end == pattern.length() || pattern.charAt(end) != '}') {
            add(1);
            return;
        }
        at = end + 1;
        if (largest > 1) {
            sum += last * (largest - 1);
            last *= largest;
        }
    }
}
