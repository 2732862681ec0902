/** Names of classes as people have them, in scripts of different widths and directions. */
export const ODD_LABELS: readonly string[] = [
  'подсолнух',
  'подснежник',
  '子猫の写真アルバム',
  'صور القطط الجميلة',
  'חתול',
  '👩‍👩‍👧 family',
  'สวัสดีครับแมว',
  'हिन्दी बिल्ली का चित्र',
  'ảnh đẹp của mèo',
  'WWWWMMMM',
  'Donaudampfschifffahrtsgesellschaftskapitänsmütze',
  'ice cream with chocolate sauce and strawberries on top of it',
];
