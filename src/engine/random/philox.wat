;; Two functions over one page of memory: `generate` makes the words of Philox4x32-10 (Salmon et
;; al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), and `compare` says which of them
;; are at least a threshold. WebAssembly has 64-bit products and SIMD on four counters, which makes
;; it five to ten times faster than JavaScript: a dropout in every layer needs hundreds of thousands
;; of comparisons a step.
(module
  (memory (export "memory") 1)

  ;; Writes the four words of each counter at $target, four counters a turn. The first counter is
  ;; ($c0, $c1, $c2, $c3); only its lowest word is counted up. The key is ($k0, $k1).
  (func (export "generate")
    (param $target i32) (param $turns i32)
    (param $c0 i32) (param $c1 i32) (param $c2 i32) (param $c3 i32)
    (param $k0 i32) (param $k1 i32)
    ;; Word i of four counters, and both words of the key, once in each lane.
    (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128)
    (local $key0 v128) (local $key1 v128)
    ;; The 64-bit products of lanes 0 and 1, and of lanes 2 and 3.
    (local $low v128) (local $high v128)
    ;; The lowest words of the next four counters.
    (local $next v128)
    (local $new2 v128)
    (local $rounds i32)

    (local.set $next
      (i32x4.add (i32x4.splat (local.get $c0)) (v128.const i32x4 0 1 2 3)))

    (loop $turn
      (local.set $x0 (local.get $next))
      (local.set $x1 (i32x4.splat (local.get $c1)))
      (local.set $x2 (i32x4.splat (local.get $c2)))
      (local.set $x3 (i32x4.splat (local.get $c3)))
      (local.set $key0 (i32x4.splat (local.get $k0)))
      (local.set $key1 (i32x4.splat (local.get $k1)))
      (local.set $rounds (i32.const 10))

      ;; (x0, x1, x2, x3) becomes
      ;; (upper(m1 x2) ^ x1 ^ k0, lower(m1 x2), upper(m0 x0) ^ x3 ^ k1, lower(m0 x0)).
      (loop $round
        (local.set $low
          (i64x2.extmul_low_i32x4_u
            (local.get $x0)
            (v128.const i32x4 0xd2511f53 0xd2511f53 0xd2511f53 0xd2511f53)))
        (local.set $high
          (i64x2.extmul_high_i32x4_u
            (local.get $x0)
            (v128.const i32x4 0xd2511f53 0xd2511f53 0xd2511f53 0xd2511f53)))
        ;; The upper words of the four products: the old x2 is still wanted.
        (local.set $new2
          (v128.xor
            (v128.xor
              (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                (local.get $low) (local.get $high))
              (local.get $x3))
            (local.get $key1)))
        ;; The lower words.
        (local.set $x3
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
            (local.get $low) (local.get $high)))

        (local.set $low
          (i64x2.extmul_low_i32x4_u
            (local.get $x2)
            (v128.const i32x4 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57)))
        (local.set $high
          (i64x2.extmul_high_i32x4_u
            (local.get $x2)
            (v128.const i32x4 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57)))
        (local.set $x2 (local.get $new2))
        (local.set $x0
          (v128.xor
            (v128.xor
              (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                (local.get $low) (local.get $high))
              (local.get $x1))
            (local.get $key0)))
        (local.set $x1
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
            (local.get $low) (local.get $high)))

        ;; Weyl's sequence: the golden ratio, and the square root of 3 less 1.
        (local.set $key0
          (i32x4.add
            (local.get $key0)
            (v128.const i32x4 0x9e3779b9 0x9e3779b9 0x9e3779b9 0x9e3779b9)))
        (local.set $key1
          (i32x4.add
            (local.get $key1)
            (v128.const i32x4 0xbb67ae85 0xbb67ae85 0xbb67ae85 0xbb67ae85)))
        (br_if $round
          (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))

      ;; The words by counter: lanes i of the four vectors, one after the other.
      (v128.store (local.get $target)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (i8x16.shuffle 0 1 2 3 16 17 18 19 0 1 2 3 16 17 18 19
            (local.get $x0) (local.get $x1))
          (i8x16.shuffle 0 1 2 3 16 17 18 19 0 1 2 3 16 17 18 19
            (local.get $x2) (local.get $x3))))
      (v128.store offset=16 (local.get $target)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (i8x16.shuffle 4 5 6 7 20 21 22 23 4 5 6 7 20 21 22 23
            (local.get $x0) (local.get $x1))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 4 5 6 7 20 21 22 23
            (local.get $x2) (local.get $x3))))
      (v128.store offset=32 (local.get $target)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (i8x16.shuffle 8 9 10 11 24 25 26 27 8 9 10 11 24 25 26 27
            (local.get $x0) (local.get $x1))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 8 9 10 11 24 25 26 27
            (local.get $x2) (local.get $x3))))
      (v128.store offset=48 (local.get $target)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (i8x16.shuffle 12 13 14 15 28 29 30 31 12 13 14 15 28 29 30 31
            (local.get $x0) (local.get $x1))
          (i8x16.shuffle 12 13 14 15 28 29 30 31 12 13 14 15 28 29 30 31
            (local.get $x2) (local.get $x3))))

      (local.set $next (i32x4.add (local.get $next) (v128.const i32x4 4 4 4 4)))
      (local.set $target (i32.add (local.get $target) (i32.const 64)))
      (br_if $turn
        (local.tee $turns (i32.sub (local.get $turns) (i32.const 1))))))

  ;; For each word at $source, whether its lower 23 bits, which are a uniform number, are at least
  ;; $least: a byte of 0 or 1 at $target. Sixteen words a turn.
  (func (export "compare")
    (param $source i32) (param $target i32) (param $turns i32) (param $least i32)
    (local $threshold v128)
    (local.set $threshold (i32x4.splat (local.get $least)))
    (loop $turn
      (v128.store (local.get $target)
        (v128.and
          (i8x16.narrow_i16x8_s
            (i16x8.narrow_i32x4_s
              (i32x4.ge_s
                (v128.and
                  (v128.load (local.get $source))
                  (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff))
                (local.get $threshold))
              (i32x4.ge_s
                (v128.and
                  (v128.load offset=16 (local.get $source))
                  (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff))
                (local.get $threshold)))
            (i16x8.narrow_i32x4_s
              (i32x4.ge_s
                (v128.and
                  (v128.load offset=32 (local.get $source))
                  (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff))
                (local.get $threshold))
              (i32x4.ge_s
                (v128.and
                  (v128.load offset=48 (local.get $source))
                  (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff))
                (local.get $threshold))))
          (v128.const i32x4 0x01010101 0x01010101 0x01010101 0x01010101)))
      (local.set $source (i32.add (local.get $source) (i32.const 64)))
      (local.set $target (i32.add (local.get $target) (i32.const 16)))
      (br_if $turn
        (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))))
