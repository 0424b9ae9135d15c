package dev.teerex.checks;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Types as the API report writes them: with {@code @Nullable}, and the same on every JDK. */
final class TypeText {
    private TypeText() {}

    static String of(AnnotatedType type) {
        String text;
        if (type instanceof AnnotatedArrayType array) {
            return of(array.getAnnotatedGenericComponentType()) + (isNullable(type) ? " @Nullable" : "") + "[]";
        } else if (type instanceof AnnotatedParameterizedType parameterized) {
            text = name(((ParameterizedType) parameterized.getType()).getRawType())
                    + Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
                            .map(TypeText::of)
                            .collect(Collectors.joining(", ", "<", ">"));
        } else if (type instanceof AnnotatedWildcardType wildcard) {
            text = "?" + bound(" super ", wildcard.getAnnotatedLowerBounds())
                    + bound(" extends ", wildcard.getAnnotatedUpperBounds());
        } else {
            text = name(type.getType());
        }
        return (isNullable(type) ? "@Nullable " : "") + text;
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static String bound(String word, AnnotatedType[] bounds) {
        return bounds.length == 0 || bounds[0].getType().equals(Object.class) ? "" : word + of(bounds[0]);
    }

    private static String name(Type type) {
        return type.getTypeName().replaceFirst("^java\\.(lang|util)\\.(?=[A-Z])", "");
    }
}
