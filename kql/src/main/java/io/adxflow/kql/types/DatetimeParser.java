package io.adxflow.kql.types;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Reads the text forms of a datetime: ISO 8601, RFC 822, RFC 850, sortable, {@code MM-DD-YYYY}, {@code MM/DD/YYYY}, {@code Dec 2, 2022} and
 * {@code 20221202}, each with or without a time, a half of the day and a zone, which is converted to UTC. Digits beyond the seventh of a
 * second are cut off. Source: page "datetime" of the language's reference and the clients' tests.
 */
public final class DatetimeParser {
    /** What {@link #parse} gives for a text that is no datetime. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final String[] MONTHS = {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"
    };
    private static final String[] DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    /** Two digits mean 2000 to 2049, or 1950 to 1999. */
    private static final int CENTURY_BORDER = 50;

    private final String text;
    private int at;
    private int year;
    private int month = 1;
    private int day = 1;
    private long ofDay;

    private DatetimeParser(String text) {
        this.text = text;
    }

    /** @return ticks, or {@link #INVALID} */
    public static long parse(String text) {
        return new DatetimeParser(text.strip()).read();
    }

    private long read() {
        if (text.isEmpty()) {
            return INVALID;
        }
        skipWeekday();
        if (!readDate()) {
            return INVALID;
        }
        if (at < text.length() && !readTime()) {
            return INVALID;
        }
        long zone = readZone();
        if (zone == INVALID || at != text.length()) {
            return INVALID;
        }
        return ticks(zone);
    }

    private long ticks(long zone) {
        if (year < 1 || year > 9999) {
            return INVALID;
        }
        try {
            long days = LocalDate.of(year, month, day).toEpochDay();
            long ticks = Datetime.UNIX_EPOCH_TICKS + days * Timespan.TICKS_PER_DAY + ofDay - zone;
            return ticks < 0 || ticks > Datetime.MAX_TICKS ? INVALID : ticks;
        } catch (DateTimeException noSuchDay) {
            return INVALID;
        }
    }

    private void skipWeekday() {
        int end = wordEnd(at);
        if (end - at >= 3 && nameIndex(DAYS, at, end) >= 0) {
            at = end;
            if (peek() == ',') {
                at++;
            }
            skipBlanks();
        }
    }

    private boolean readDate() {
        if (isLetter(peek())) {
            return readMonthFirst();
        }
        int digits = digitsAt(at);
        int first = number(digits);
        if (first < 0) {
            return false;
        }
        if (digits == 8) {
            year = first / 10_000;
            month = first / 100 % 100;
            day = first % 100;
            return true;
        }
        if (digits == 4) {
            return readYearFirst(first);
        }
        if (digits > 2) {
            return false;
        }
        char separator = peek();
        if (separator != '-' && separator != '/' && separator != ' ' && separator != '.') {
            return false;
        }
        at++;
        if (isLetter(peek())) {
            day = first;
            return readMonthName() && readSeparator(separator) && readYear();
        }
        if (separator == ' ' || separator == '.') {
            return false;
        }
        month = first;
        day = number(digitsAt(at));
        return day >= 0 && readSeparator(separator) && readYear();
    }

    private boolean readYearFirst(int first) {
        year = first;
        char separator = peek();
        if (separator != '-' && separator != '/') {
            return true;
        }
        at++;
        month = number(Math.min(2, digitsAt(at)));
        if (month < 0) {
            return false;
        }
        if (peek() == separator) {
            at++;
            day = number(Math.min(2, digitsAt(at)));
        }
        return day >= 0;
    }

    private boolean readMonthFirst() {
        if (!readMonthName()) {
            return false;
        }
        skipBlanks();
        day = number(Math.min(2, digitsAt(at)));
        if (day < 0) {
            return false;
        }
        if (peek() == ',') {
            at++;
        }
        skipBlanks();
        return readYear();
    }

    private boolean readMonthName() {
        int end = wordEnd(at);
        int index = nameIndex(MONTHS, at, end);
        if (end - at < 3 || index < 0) {
            return false;
        }
        month = index + 1;
        at = end;
        return true;
    }

    private boolean readSeparator(char separator) {
        if (peek() != separator) {
            return false;
        }
        at++;
        return true;
    }

    private boolean readYear() {
        int digits = digitsAt(at);
        if (digits != 4 && digits != 2) {
            return false;
        }
        year = number(digits);
        if (digits == 2) {
            year += year < CENTURY_BORDER ? 2000 : 1900;
        }
        return true;
    }

    /** {@code T} or blanks, then {@code h:mm[:ss[.f…]][ AM|PM]}; nothing but a zone is also well. */
    private boolean readTime() {
        int before = at;
        boolean separated = false;
        if (peek() == 'T' || peek() == 't') {
            at++;
            separated = true;
        } else {
            skipBlanks();
            separated = at > before;
        }
        if (!isDigit(peek())) {
            return true;
        }
        if (!separated) {
            return false;
        }
        int hour = number(Math.min(2, digitsAt(at)));
        if (peek() != ':') {
            return false;
        }
        at++;
        int minute = number(Math.min(2, digitsAt(at)));
        int second = 0;
        long fraction = 0;
        if (peek() == ':') {
            at++;
            second = number(Math.min(2, digitsAt(at)));
            if (peek() == '.' && isDigit(peekAt(1))) {
                at++;
                fraction = fraction();
            }
        }
        hour = halfOfDay(hour);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return false;
        }
        ofDay = hour * Timespan.TICKS_PER_HOUR
                + minute * Timespan.TICKS_PER_MINUTE
                + second * Timespan.TICKS_PER_SECOND
                + fraction;
        return true;
    }

    private int halfOfDay(int hour) {
        int before = at;
        skipBlanks();
        int end = wordEnd(at);
        String word = text.substring(at, end);
        boolean pm = word.equalsIgnoreCase("PM");
        if (!pm && !word.equalsIgnoreCase("AM")) {
            at = before;
            return hour;
        }
        at = end;
        return hour < 1 || hour > 12 ? -1 : hour % 12 + (pm ? 12 : 0);
    }

    private long fraction() {
        long ticks = 0;
        int digits = 0;
        while (isDigit(peek())) {
            if (digits < 7) {
                ticks = ticks * 10 + peek() - '0';
                digits++;
            }
            at++;
        }
        for (; digits < 7; digits++) {
            ticks *= 10;
        }
        return ticks;
    }

    /** @return ticks east of UTC, or {@link #INVALID} */
    private long readZone() {
        skipBlanks();
        char sign = peek();
        if (sign == '+' || sign == '-') {
            at++;
            int hours = number(Math.min(2, digitsAt(at)));
            if (peek() == ':') {
                at++;
            }
            int minutes = digitsAt(at) == 2 ? number(2) : 0;
            if (hours < 0 || hours > 14 || minutes > 59) {
                return INVALID;
            }
            long zone = hours * Timespan.TICKS_PER_HOUR + minutes * Timespan.TICKS_PER_MINUTE;
            return sign == '-' ? -zone : zone;
        }
        int end = wordEnd(at);
        String word = text.substring(at, end);
        if (word.equalsIgnoreCase("Z") || word.equalsIgnoreCase("GMT") || word.equalsIgnoreCase("UTC")) {
            at = end;
        }
        return 0;
    }

    private int nameIndex(String[] names, int from, int to) {
        int length = to - from;
        for (int i = 0; i < names.length; i++) {
            if ((length == 3 || length == names[i].length()) && names[i].regionMatches(true, 0, text, from, length)) {
                return i;
            }
        }
        return -1;
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length() && isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int digitsAt(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end - from;
    }

    private int number(int digits) {
        if (digits == 0 || digits > 8) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        return value;
    }

    private void skipBlanks() {
        while (peek() == ' ') {
            at++;
        }
    }

    private char peek() {
        return peekAt(0);
    }

    private char peekAt(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
