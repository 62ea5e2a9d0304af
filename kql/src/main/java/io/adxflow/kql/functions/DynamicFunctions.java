package io.adxflow.kql.functions;

/** Functions of arrays and bags. */
final class DynamicFunctions {
    static final String SIGNATURES =
            """
            repeat(value: scalar, count: long): dynamic | name=repeat_*
            array_length(array: dynamic): long
            array_sum(array: dynamic): real
            range(start: summable, stop: summable, [step: summable]): dynamic
            array_concat(array: dynamic, ...): dynamic
            array_iff(condition_array: dynamic, when_true: scalar, when_false: scalar): dynamic
            array_index_of(array: dynamic, value: scalar, [start: integer], [length: integer], [occurrence: integer!]): long
            array_slice(array: dynamic, start: integer, end: integer): $1
            array_split(array: dynamic, index: integer): $1
            array_split(array: dynamic, indices: dynamic): $1
            array_shift_left(array: dynamic, shift_count: integer, [default_value: scalar]): $1
            array_shift_right(array: dynamic, shift_count: integer, [default_value: scalar]): $1
            array_reverse(value: dynamic): $1
            array_rotate_left(array: dynamic, rotate_count: integer): $1
            array_rotate_right(array: dynamic, rotate_count: integer): $1
            # A last argument of bool, nulls_last, is for the binder. Several arrays make an array of arrays, whose elements become columns.
            array_sort_asc(array: dynamic, ...): dynamic
            array_sort_desc(array: dynamic, ...): dynamic
            bag_keys(object: dynamic): dynamic
            zip(array1: dynamic, array2: dynamic, ...): dynamic
            bag_pack(key: text, ..., value: scalar, ...): dynamic
            pack_all([ignore_null_empty: scalar!]): dynamic
            pack_array(value: scalar, ...): dynamic
            pack_array(value: scalar): dynamic
            set_has_element(set: dynamic, value: scalar): bool
            set_union(set1: dynamic, set2: dynamic, ...): dynamic
            set_intersect(set1: dynamic, set2: dynamic, ...): dynamic
            set_difference(set1: dynamic, set2: dynamic, ...): dynamic
            set_equals(set1: dynamic, set2: dynamic): bool
            bag_merge(bag1: dynamic, bag2: dynamic, ...): dynamic
            dynamic_to_json(dynamic: scalar): string
            bag_remove_keys(bag: dynamic, keys: dynamic): dynamic
            bag_has_key(bag: dynamic, key: text): bool
            jaccard_index(set1: dynamic, set2: dynamic): dynamic
            bag_set_key(bag: dynamic, key: text!, value: scalar): dynamic
            bag_zip(keys: dynamic, values: dynamic): dynamic
            """;

    private DynamicFunctions() {}
}
