package io.perennial.datasets.shapes10;

/**
 * The ten classes, each as the set of points it covers. Coordinates are relative to the figure: the origin is its centre, 1 is its
 * radius, y points down.
 */
enum Figure {
    DISC {
        @Override
        boolean covers(double x, double y, double phase) {
            return x * x + y * y < 0.8;
        }
    },
    RING {
        @Override
        boolean covers(double x, double y, double phase) {
            double square = x * x + y * y;
            return square < 1 && square > 0.36;
        }
    },
    SQUARE {
        @Override
        boolean covers(double x, double y, double phase) {
            return Math.max(Math.abs(x), Math.abs(y)) < 0.8;
        }
    },
    TRIANGLE {
        @Override
        boolean covers(double x, double y, double phase) {
            return y < 0.75 && Math.abs(x) < (y + 1.05) * 0.58;
        }
    },
    CROSS {
        @Override
        boolean covers(double x, double y, double phase) {
            double low = Math.min(Math.abs(x), Math.abs(y));
            return low < 0.26 && Math.max(Math.abs(x), Math.abs(y)) < 1;
        }
    },
    STAR {
        @Override
        boolean covers(double x, double y, double phase) {
            // Four thin points: concave where a square is convex.
            double a = Math.abs(x);
            double b = Math.abs(y);
            return Math.sqrt(a) + Math.sqrt(b) < 1.08;
        }
    },
    HORIZONTAL {
        @Override
        boolean covers(double x, double y, double phase) {
            return inPatch(x, y) && odd(y * 2.6 + phase);
        }
    },
    VERTICAL {
        @Override
        boolean covers(double x, double y, double phase) {
            return inPatch(x, y) && odd(x * 2.6 + phase);
        }
    },
    DIAGONAL {
        @Override
        boolean covers(double x, double y, double phase) {
            return inPatch(x, y) && odd((x + y) * 1.9 + phase);
        }
    },
    CHECKERS {
        @Override
        boolean covers(double x, double y, double phase) {
            return inPatch(x, y) && odd(x * 2.4 + phase) != odd(y * 2.4 + phase);
        }
    };

    /** @param phase 0 to 2: shifts a pattern */
    abstract boolean covers(double x, double y, double phase);

    boolean isPattern() {
        return ordinal() >= HORIZONTAL.ordinal();
    }

    private static boolean inPatch(double x, double y) {
        return x * x + y * y < 1;
    }

    private static boolean odd(double value) {
        return ((long) Math.floor(value) & 1) != 0;
    }
}
