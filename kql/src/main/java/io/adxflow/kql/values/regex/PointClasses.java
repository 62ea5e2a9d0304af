package io.adxflow.kql.values.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Code points that none of some sets tells apart have one class: a column of a matcher's table. For one thread. */
final class PointClasses {
    private static final int PAGE_BITS = 8;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    private final char[] ascii = new char[128];
    /** Where another class begins, and which. */
    private final int[] begins;

    private final char[] classes;
    /** For each class, the sets that it is part of. */
    private final List<BitSet> members;
    /** Beyond ASCII: filled as texts have it. */
    private final char[] @Nullable [] pages = new char[(Character.MAX_CODE_POINT >> PAGE_BITS) + 1][];

    PointClasses(List<CodePointSet> sets) {
        TreeSet<Integer> borders = new TreeSet<>(List.of(0));
        for (CodePointSet set : sets) {
            set.forEachRange((from, to) -> {
                borders.add(from);
                borders.add(to + 1);
            });
        }
        begins = borders.stream().mapToInt(Integer::intValue).toArray();
        classes = new char[begins.length];
        members = new ArrayList<>();
        Map<BitSet, Integer> known = new HashMap<>();
        for (int i = 0; i < begins.length; i++) {
            BitSet of = new BitSet();
            for (int j = 0; j < sets.size(); j++) {
                of.set(j, sets.get(j).contains(begins[i]));
            }
            Integer id = known.get(of);
            if (id == null) {
                id = members.size();
                members.add(of);
                known.put(of, id);
            }
            classes[i] = (char) id.intValue();
        }
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = searched(i);
        }
    }

    int count() {
        return members.size();
    }

    /** Whether a class is part of a set. */
    boolean isIn(int clazz, int set) {
        return members.get(clazz).get(set);
    }

    int ofAscii(int point) {
        return ascii[point];
    }

    int of(int point) {
        char[] page = pages[point >> PAGE_BITS];
        if (page == null) {
            page = new char[PAGE_SIZE];
            int first = point & -PAGE_SIZE;
            for (int i = 0; i < PAGE_SIZE; i++) {
                page[i] = searched(first + i);
            }
            pages[point >> PAGE_BITS] = page;
        }
        return page[point & (PAGE_SIZE - 1)];
    }

    private char searched(int point) {
        int index = Arrays.binarySearch(begins, point);
        return classes[index >= 0 ? index : -index - 2];
    }
}
