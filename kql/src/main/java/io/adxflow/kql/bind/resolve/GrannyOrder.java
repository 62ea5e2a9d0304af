package io.adxflow.kql.bind.resolve;

import java.util.Comparator;

/** Orders names as people do: {@code a2} before {@code a10}. */
final class GrannyOrder implements Comparator<String> {
    static final GrannyOrder INSTANCE = new GrannyOrder();

    private GrannyOrder() {}

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int leftEnd = digits(left, i);
            int rightEnd = digits(right, j);
            if (leftEnd > i && rightEnd > j) {
                String a = left.substring(i, leftEnd).replaceFirst("^0+(?=.)", "");
                String b = right.substring(j, rightEnd).replaceFirst("^0+(?=.)", "");
                int order = a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
                if (order != 0) {
                    return order;
                }
                i = leftEnd;
                j = rightEnd;
            } else {
                int order = Character.compare(
                        Character.toUpperCase(left.charAt(i)), Character.toUpperCase(right.charAt(j)));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
