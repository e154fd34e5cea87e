package io.perennial.datasets.text;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Tells types of columns apart, and names them for messages. */
final class ParquetType {

    private ParquetType() {
    }

    static Optional<Type> named(MessageType schema, String name) {
        return schema.getFields().stream().filter(field -> field.getName().equals(name)).findFirst();
    }

    static boolean isString(Type field) {
        return isOne(field) && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
    }

    static boolean isWhole(Type field) {
        return isOne(field) && Set.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64).contains(field.asPrimitiveType().getPrimitiveTypeName())
                && (field.getLogicalTypeAnnotation() == null || field.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation);
    }

    /** Whether it is a list as Parquet's specification has them: a group with a repeated group with the element. */
    static boolean isListOfStrings(Type field) {
        if (field.isPrimitive() || !(field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) || field.asGroupType().getFieldCount() != 1) {
            return false;
        }
        Type repeated = field.asGroupType().getType(0);
        return !repeated.isPrimitive() && repeated.isRepetition(Type.Repetition.REPEATED) && repeated.asGroupType().getFieldCount() == 1
                && isString(repeated.asGroupType().getType(0));
    }

    private static boolean isOne(Type field) {
        return field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED);
    }

    /** All columns with their types. */
    static String shown(MessageType schema) {
        return schema.getFields().stream().map(field -> field.getName() + " (" + shown(field) + ")").collect(Collectors.joining(", "));
    }

    private static String shown(Type field) {
        if (isString(field)) {
            return "strings";
        }
        if (isWhole(field)) {
            return "whole numbers";
        }
        if (isListOfStrings(field)) {
            return "lists of strings";
        }
        if (!field.isPrimitive()) {
            return "nested";
        }
        return (field.getLogicalTypeAnnotation() == null ? field.asPrimitiveType().getPrimitiveTypeName() : field.getLogicalTypeAnnotation()).toString().toLowerCase(Locale.ROOT);
    }
}
