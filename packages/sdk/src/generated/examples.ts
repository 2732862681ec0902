/** Generated from packages/server/openapi by `nx run sdk:generate`. Do not edit. */
export const EXAMPLES = {
  "POST /v1/classify": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 1,
        "alias": "production"
      },
      "predictions": [
        {
          "label": "apple",
          "probability": 0.971
        },
        {
          "label": "pear",
          "probability": 0.021
        }
      ],
      "labelSet": {
        "labels": [
          "apple"
        ],
        "coverage": 0.9
      },
      "unknown": {
        "isUnknown": false,
        "score": 0.12,
        "threshold": 0.31,
        "method": "knn"
      },
      "warnings": []
    }
  },
  "POST /v1/embed": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 1,
        "alias": "production"
      },
      "embedding": [
        0.5,
        -0.5,
        0.5,
        0.5
      ],
      "warnings": []
    }
  },
  "POST /v1/classify/batch": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 1,
        "alias": "production"
      },
      "results": [
        {
          "predictions": [
            {
              "label": "apple",
              "probability": 0.971
            }
          ],
          "labelSet": {
            "labels": [
              "apple"
            ],
            "coverage": 0.9
          },
          "warnings": []
        },
        {
          "problem": {
            "code": "BAD_IMAGE",
            "message": "the picture could not be decoded: premature end of JPEG image"
          }
        }
      ]
    }
  },
  "POST /v1/embed/batch": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 1,
        "alias": "production"
      },
      "results": [
        {
          "embedding": [
            0.5,
            -0.5,
            0.5,
            0.5
          ],
          "warnings": []
        },
        {
          "problem": {
            "code": "ITEM_NOT_FOUND",
            "message": "collection 'fruit' has no item 'pear:0001.jpg'"
          }
        }
      ]
    }
  },
  "GET /v1/collections": {
    "status": 200,
    "body": {
      "collections": [
        {
          "name": "sample",
          "aliases": [],
          "createdAt": "2026-11-24T02:15:30.000Z",
          "model": {
            "name": "sample",
            "version": 1
          },
          "encoderHash": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
          "usable": true,
          "embeddingSize": 256,
          "items": 960,
          "index": {
            "status": "ready",
            "kind": "exact",
            "tombstones": 0,
            "unusable": 0,
            "check": null
          },
          "losses": []
        }
      ]
    }
  },
  "GET /v1/collections/{collection}": {
    "status": 200,
    "body": {
      "name": "sample",
      "aliases": [],
      "createdAt": "2026-11-24T02:15:30.000Z",
      "model": {
        "name": "sample",
        "version": 1
      },
      "encoderHash": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
      "usable": true,
      "embeddingSize": 256,
      "items": 960,
      "index": {
        "status": "ready",
        "kind": "exact",
        "tombstones": 0,
        "unusable": 0
      },
      "losses": []
    }
  },
  "PUT /v1/collections/{collection}": {
    "status": 200,
    "body": {
      "name": "a",
      "aliases": [],
      "createdAt": "a",
      "model": {
        "name": "a",
        "version": 1
      },
      "encoderHash": "a",
      "usable": false,
      "embeddingSize": 1,
      "items": 0,
      "index": {
        "status": "starting",
        "kind": "exact",
        "tombstones": 0,
        "unusable": 0,
        "check": {
          "checkedAt": "a",
          "checked": 0,
          "missing": 0,
          "repaired": 0
        }
      },
      "losses": []
    }
  },
  "DELETE /v1/collections/{collection}": {
    "status": 202,
    "body": {
      "id": "7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11",
      "what": "items",
      "collection": "fruit",
      "state": "erasing",
      "requestedAt": "2026-11-30T10:00:00.000Z",
      "removedAt": "2026-11-30T10:00:00.100Z",
      "finishedAt": null,
      "items": 1,
      "ids": [
        "apple-0007"
      ],
      "sha256": "5f1c2c6a3f4c1f5d9f0f6f3d1f0e4b7a6d5c4b3a29181706f5e4d3c2b1a09f8e",
      "problem": null,
      "heldBy": []
    }
  },
  "POST /v1/collections/{collection}/search": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 1
      },
      "exact": true,
      "plan": "exact",
      "neighbours": [
        {
          "id": "apple-0007",
          "label": "apple",
          "similarity": 1,
          "metadata": {
            "path": "apple/0007.jpg"
          },
          "thumbnailUrl": "/v1/collections/sample/items/apple-0007/thumbnail"
        },
        {
          "id": "apple-0031",
          "label": "apple",
          "similarity": 0.982,
          "metadata": {
            "path": "apple/0031.jpg"
          },
          "thumbnailUrl": "/v1/collections/sample/items/apple-0031/thumbnail"
        }
      ],
      "warnings": []
    }
  },
  "POST /v1/collections/{collection}/search/batch": {
    "status": 200,
    "body": {
      "results": []
    }
  },
  "POST /v1/collections/{collection}/reembed": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.reembed",
      "about": {
        "collection": "fruit",
        "model": "sample/2"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 5,
      "progress": {
        "done": 64,
        "total": 240,
        "note": "about 6 s left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:02.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "POST /v1/collections/{collection}/copy": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.copy",
      "about": {
        "collection": "fruit",
        "to": "fruit-before"
      },
      "state": "queued",
      "attempts": 0,
      "maxAttempts": 5,
      "progress": null,
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:00.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/collections/{collection}/duplicates": {
    "status": 200,
    "body": {
      "collection": "fruit",
      "threshold": 0.95,
      "of": 240,
      "groupCount": 1,
      "itemCount": 2,
      "seq": 240,
      "lastSeq": 240,
      "outdated": false,
      "computedAt": "2026-11-30T10:00:00.000Z",
      "groups": [
        {
          "group": 0,
          "size": 2,
          "items": [
            {
              "id": "apple-0007",
              "label": "apple",
              "metadata": {},
              "version": 1,
              "createdAt": "2026-11-24T02:15:30.000Z",
              "updatedAt": "2026-11-24T02:15:30.000Z",
              "thumbnailUrl": "/v1/collections/fruit/items/apple-0007/thumbnail",
              "similarity": 1
            },
            {
              "id": "apple-0008",
              "label": "apple",
              "metadata": {},
              "version": 1,
              "createdAt": "2026-11-24T02:15:31.000Z",
              "updatedAt": "2026-11-24T02:15:31.000Z",
              "thumbnailUrl": "/v1/collections/fruit/items/apple-0008/thumbnail",
              "similarity": 0.994
            }
          ]
        }
      ]
    }
  },
  "POST /v1/collections/{collection}/duplicates": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.duplicates",
      "about": {
        "collection": "fruit",
        "threshold": "0.95"
      },
      "state": "queued",
      "attempts": 0,
      "maxAttempts": 3,
      "progress": null,
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:00.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/collections/{collection}/predictions": {
    "status": 200,
    "body": {
      "collection": "fruit",
      "model": {
        "name": "sample",
        "version": 1
      },
      "judge": {
        "method": "knn",
        "threshold": 0.31
      },
      "items": 238,
      "of": 240,
      "skipped": {
        "withoutPicture": 1,
        "unreadable": 1
      },
      "seq": 240,
      "lastSeq": 240,
      "outdated": false,
      "computedAt": "2026-12-01T10:00:00.000Z",
      "total": 1,
      "predictions": [
        {
          "id": "apple-0007",
          "label": "apple",
          "prediction": "pear",
          "confidence": 0.75,
          "probabilityOfLabel": 0.125,
          "unknown": false,
          "unknownScore": 0.25,
          "correct": false
        }
      ]
    }
  },
  "POST /v1/collections/{collection}/predictions": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.predict",
      "about": {
        "collection": "fruit",
        "model": "sample/1"
      },
      "state": "queued",
      "attempts": 0,
      "maxAttempts": 5,
      "progress": null,
      "result": null,
      "error": null,
      "createdAt": "2026-12-01T10:00:00.000Z",
      "updatedAt": "2026-12-01T10:00:00.000Z",
      "runAfter": "2026-12-01T10:00:00.000Z"
    }
  },
  "GET /v1/collections/{collection}/evaluation": {
    "status": 200,
    "body": {
      "collection": "fruit",
      "model": {
        "name": "sample",
        "version": 1
      },
      "judge": {
        "method": "knn",
        "threshold": 0.31
      },
      "items": 5,
      "of": 5,
      "skipped": {
        "withoutPicture": 0,
        "unreadable": 0
      },
      "seq": 5,
      "lastSeq": 5,
      "outdated": false,
      "computedAt": "2026-12-01T10:00:00.000Z",
      "labelled": 5,
      "judged": 4,
      "accuracy": 0.75,
      "macro": {
        "precision": 0.75,
        "recall": 0.833,
        "f1": 0.733
      },
      "weighted": {
        "precision": 0.875,
        "recall": 0.75,
        "f1": 0.767
      },
      "classes": [
        {
          "label": "apple",
          "precision": 1,
          "recall": 0.667,
          "f1": 0.8,
          "support": 3,
          "predicted": 2
        },
        {
          "label": "pear",
          "precision": 0.5,
          "recall": 1,
          "f1": 0.667,
          "support": 1,
          "predicted": 2
        }
      ],
      "confusion": [
        {
          "label": "apple",
          "prediction": "apple",
          "count": 2
        },
        {
          "label": "apple",
          "prediction": "pear",
          "count": 1
        },
        {
          "label": "pear",
          "prediction": "pear",
          "count": 1
        },
        {
          "label": "quince",
          "prediction": "pear",
          "count": 1
        }
      ],
      "calibration": {
        "expectedError": 0.15,
        "bins": [
          {
            "lower": 0.8,
            "upper": 1,
            "count": 4,
            "confidence": 0.9,
            "accuracy": 0.75
          }
        ]
      },
      "unknown": {
        "method": "knn",
        "threshold": 0.31,
        "known": 4,
        "strangers": 1,
        "auroc": 1,
        "atThreshold": {
          "falsePositiveRate": 0,
          "truePositiveRate": 1
        },
        "curve": [
          {
            "score": null,
            "falsePositiveRate": 0,
            "truePositiveRate": 0
          },
          {
            "score": 0.4,
            "falsePositiveRate": 0,
            "truePositiveRate": 1
          },
          {
            "score": 0.1,
            "falsePositiveRate": 1,
            "truePositiveRate": 1
          }
        ]
      }
    }
  },
  "GET /v1/collections/{collection}/projection": {
    "status": 200,
    "body": {
      "collection": "fruit",
      "model": {
        "name": "sample",
        "version": 1
      },
      "method": "pca",
      "dimensions": 2,
      "seed": 0,
      "items": 240,
      "of": 240,
      "fittedOn": 240,
      "shares": [
        0.41,
        0.22
      ],
      "seq": 240,
      "lastSeq": 240,
      "outdated": false,
      "computedAt": "2026-11-30T10:00:00.000Z",
      "points": [
        {
          "id": "apple-0007",
          "label": "apple",
          "position": [
            0.31,
            -0.12
          ]
        }
      ],
      "next": "240-1"
    }
  },
  "POST /v1/collections/{collection}/projection": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.project",
      "about": {
        "collection": "fruit",
        "model": "sample/1",
        "method": "umap"
      },
      "state": "queued",
      "attempts": 0,
      "maxAttempts": 3,
      "progress": null,
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:00.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/collections/{collection}/items": {
    "status": 200,
    "body": {
      "items": [
        {
          "id": "apple-0007",
          "label": "apple",
          "metadata": {
            "path": "apple/0007.jpg"
          },
          "version": 1,
          "createdAt": "2026-11-24T02:15:30.000Z",
          "updatedAt": "2026-11-24T02:15:30.000Z",
          "thumbnailUrl": "/v1/collections/sample/items/apple-0007/thumbnail"
        }
      ],
      "next": "6"
    }
  },
  "POST /v1/collections/{collection}/items": {
    "status": 200,
    "body": {
      "id": "apple-0007",
      "label": "a",
      "metadata": {},
      "version": 1,
      "createdAt": "a",
      "updatedAt": "a",
      "thumbnailUrl": "a",
      "warnings": []
    }
  },
  "GET /v1/collections/{collection}/items/{id}": {
    "status": 200,
    "body": {
      "id": "apple-0007",
      "label": "apple",
      "metadata": {
        "path": "apple/0007.jpg"
      },
      "version": 1,
      "createdAt": "2026-11-24T02:15:30.000Z",
      "updatedAt": "2026-11-24T02:15:30.000Z",
      "thumbnailUrl": "/v1/collections/sample/items/apple-0007/thumbnail"
    }
  },
  "PATCH /v1/collections/{collection}/items/{id}": {
    "status": 200,
    "body": {
      "id": "apple-0007",
      "label": "pear",
      "metadata": {
        "path": "apple/0007.jpg"
      },
      "version": 2,
      "createdAt": "2026-11-24T02:15:30.000Z",
      "updatedAt": "2026-11-24T02:20:00.000Z",
      "thumbnailUrl": "/v1/collections/sample/items/apple-0007/thumbnail"
    }
  },
  "DELETE /v1/collections/{collection}/items/{id}": {
    "status": 202,
    "body": {
      "id": "7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11",
      "what": "items",
      "collection": "fruit",
      "state": "erasing",
      "requestedAt": "2026-11-30T10:00:00.000Z",
      "removedAt": "2026-11-30T10:00:00.100Z",
      "finishedAt": null,
      "items": 1,
      "ids": [
        "apple-0007"
      ],
      "sha256": "5f1c2c6a3f4c1f5d9f0f6f3d1f0e4b7a6d5c4b3a29181706f5e4d3c2b1a09f8e",
      "problem": null,
      "heldBy": []
    }
  },
  "GET /v1/collections/{collection}/items/{id}/thumbnail": {
    "status": 200
  },
  "GET /v1/collections/{collection}/facets": {
    "status": 200,
    "body": {
      "field": "label",
      "values": [
        {
          "value": "apple",
          "count": 480
        },
        {
          "value": "pear",
          "count": 320
        },
        {
          "value": null,
          "count": 2
        }
      ]
    }
  },
  "GET /v1/collections/{collection}/export": {
    "status": 200
  },
  "GET /v1/collections/{collection}/sample": {
    "status": 200,
    "body": {
      "items": [
        {
          "id": "apple-0007",
          "label": "apple",
          "metadata": {
            "path": "apple/0007.jpg"
          },
          "version": 1,
          "createdAt": "2026-11-24T02:15:30.000Z",
          "updatedAt": "2026-11-24T02:15:30.000Z",
          "thumbnailUrl": "/v1/collections/sample/items/apple-0007/thumbnail"
        }
      ],
      "of": 960,
      "seed": 0
    }
  },
  "POST /v1/collections/{collection}/delete-items": {
    "status": 200,
    "body": {
      "matched": 12,
      "deleted": 12,
      "job": null,
      "purge": null
    }
  },
  "POST /v1/collections/{collection}/import": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "items.import",
      "about": {
        "collection": "fruit"
      },
      "state": "queued",
      "attempts": 0,
      "maxAttempts": 20,
      "progress": null,
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:00.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/collection-aliases": {
    "status": 200,
    "body": {
      "aliases": [
        {
          "alias": "current",
          "collection": "sample"
        }
      ]
    }
  },
  "PUT /v1/collection-aliases/{alias}": {
    "status": 200,
    "body": {
      "alias": "a",
      "collection": "a"
    }
  },
  "DELETE /v1/collection-aliases/{alias}": {
    "status": 204
  },
  "GET /v1/models": {
    "status": 200,
    "body": {
      "models": [
        {
          "name": "sample",
          "version": 1,
          "active": true,
          "offered": false,
          "aliases": [
            "production"
          ],
          "createdAt": "2026-11-24T02:15:30.000Z",
          "embeddingSize": 256,
          "imageSize": 64,
          "labels": [
            "apple",
            "pear"
          ],
          "recipe": "quick",
          "metrics": {
            "test": {
              "linear": 0.97,
              "knn": 0.96
            }
          },
          "memory": {
            "weightsBytes": 11272192,
            "arenaBytes": 28311552
          }
        }
      ]
    }
  },
  "POST /v1/models": {
    "status": 201,
    "body": {
      "name": "sample",
      "version": 2,
      "active": false,
      "offered": true,
      "aliases": [],
      "createdAt": "2026-11-28T02:15:30.000Z",
      "embeddingSize": 256,
      "imageSize": 64,
      "labels": [
        "apple",
        "pear"
      ],
      "precision": "float32",
      "recipe": "quick",
      "metrics": {
        "test": {
          "linear": 0.98,
          "knn": 0.97
        }
      }
    }
  },
  "GET /v1/models/{name}/{version}/archive": {
    "status": 200
  },
  "DELETE /v1/models/{name}/{version}": {
    "status": 204
  },
  "GET /v1/aliases": {
    "status": 200,
    "body": {
      "aliases": [
        {
          "alias": "canary",
          "model": {
            "name": "sample",
            "version": 2
          },
          "previous": null,
          "setAt": "2026-11-29T10:00:00.000Z",
          "active": false
        },
        {
          "alias": "production",
          "model": {
            "name": "sample",
            "version": 1
          },
          "previous": null,
          "setAt": "2026-11-24T02:15:30.000Z",
          "active": true
        }
      ]
    }
  },
  "PUT /v1/aliases/{alias}": {
    "status": 200,
    "body": {
      "alias": "production",
      "model": {
        "name": "sample",
        "version": 2
      },
      "previous": {
        "name": "sample",
        "version": 1
      },
      "setAt": "2026-11-29T10:00:00.000Z",
      "active": true
    }
  },
  "DELETE /v1/aliases/{alias}": {
    "status": 204
  },
  "POST /v1/aliases/{alias}/rollback": {
    "status": 200,
    "body": {
      "alias": "production",
      "model": {
        "name": "sample",
        "version": 2
      },
      "previous": {
        "name": "sample",
        "version": 1
      },
      "setAt": "2026-11-29T10:00:00.000Z",
      "active": true
    }
  },
  "GET /v1/keys": {
    "status": 200,
    "body": {
      "keys": [
        {
          "id": "0f3a5b7c9d1e",
          "name": "shop",
          "role": "reader",
          "collections": [
            "sample"
          ],
          "requestsPerMinute": null,
          "state": "active",
          "createdAt": "2026-11-30T10:00:00.000Z",
          "rotatedAt": null,
          "previousUntil": null,
          "expiresAt": "2030-01-01T00:00:00.000Z",
          "revokedAt": null,
          "lastUsedAt": "2026-11-30T10:05:00.000Z"
        }
      ]
    }
  },
  "POST /v1/keys": {
    "status": 201,
    "body": {
      "key": {
        "id": "0f3a5b7c9d1e",
        "name": "shop",
        "role": "reader",
        "collections": [
          "sample"
        ],
        "requestsPerMinute": null,
        "state": "active",
        "createdAt": "2026-11-30T10:00:00.000Z",
        "rotatedAt": null,
        "previousUntil": null,
        "expiresAt": "2030-01-01T00:00:00.000Z",
        "revokedAt": null,
        "lastUsedAt": null
      },
      "secret": "supcon_0f3a5b7c9d1e_not-a-real-secret-but-just-as-long-as-one-is"
    }
  },
  "DELETE /v1/keys/{key}": {
    "status": 200,
    "body": {
      "id": "a",
      "name": "a",
      "role": "reader",
      "collections": [],
      "requestsPerMinute": 0,
      "state": "active",
      "createdAt": "a",
      "rotatedAt": "a",
      "previousUntil": "a",
      "expiresAt": "a",
      "revokedAt": "a",
      "lastUsedAt": "a"
    }
  },
  "POST /v1/keys/{key}/rotate": {
    "status": 200,
    "body": {
      "key": {
        "id": "0f3a5b7c9d1e",
        "name": "shop",
        "role": "reader",
        "collections": [
          "sample"
        ],
        "requestsPerMinute": null,
        "state": "active",
        "createdAt": "2026-11-30T10:00:00.000Z",
        "rotatedAt": null,
        "previousUntil": null,
        "expiresAt": "2030-01-01T00:00:00.000Z",
        "revokedAt": null,
        "lastUsedAt": null
      },
      "secret": "supcon_0f3a5b7c9d1e_not-a-real-secret-but-just-as-long-as-one-is"
    }
  },
  "GET /v1/purges": {
    "status": 200,
    "body": {
      "purges": []
    }
  },
  "GET /v1/purges/{purge}": {
    "status": 200,
    "body": {
      "id": "7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11",
      "what": "items",
      "collection": "fruit",
      "state": "done",
      "requestedAt": "2026-11-30T10:00:00.000Z",
      "removedAt": "2026-11-30T10:00:00.100Z",
      "finishedAt": "2026-11-30T10:00:04.000Z",
      "items": 1,
      "ids": [
        "apple-0007"
      ],
      "sha256": "5f1c2c6a3f4c1f5d9f0f6f3d1f0e4b7a6d5c4b3a29181706f5e4d3c2b1a09f8e",
      "problem": null,
      "heldBy": [
        {
          "kind": "backup",
          "name": "photos-monday",
          "writtenAt": "2026-11-24T02:15:30.000Z",
          "certain": true
        }
      ]
    }
  },
  "GET /v1/jobs": {
    "status": 200,
    "body": {
      "jobs": [
        {
          "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
          "kind": "collections.reembed",
          "about": {
            "collection": "fruit",
            "model": "sample/2"
          },
          "state": "done",
          "attempts": 1,
          "maxAttempts": 5,
          "progress": {
            "done": 240,
            "total": 240,
            "note": null
          },
          "result": {
            "items": 240,
            "lost": 0,
            "lostItems": []
          },
          "error": null,
          "createdAt": "2026-11-30T10:00:00.000Z",
          "updatedAt": "2026-11-30T10:00:07.500Z",
          "runAfter": "2026-11-30T10:00:00.000Z"
        }
      ]
    }
  },
  "GET /v1/jobs/{job}": {
    "status": 200,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.reembed",
      "about": {
        "collection": "fruit",
        "model": "sample/2"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 5,
      "progress": {
        "done": 64,
        "total": 240,
        "note": "about 6 s left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:02.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/jobs/{job}/report": {
    "status": 200
  },
  "POST /v1/jobs/{job}/cancel": {
    "status": 200,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "collections.reembed",
      "about": {
        "collection": "fruit",
        "model": "sample/2"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 5,
      "progress": {
        "done": 64,
        "total": 240,
        "note": "about 6 s left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:02.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/classes": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 2,
        "alias": "production"
      },
      "changeable": true,
      "classes": [
        {
          "label": "apple",
          "photos": 160,
          "added": false
        },
        {
          "label": "pear",
          "photos": 158,
          "added": false
        },
        {
          "label": "quince",
          "photos": 12,
          "added": true
        }
      ],
      "removed": [],
      "heldOut": {
        "images": 65,
        "accuracy": 0.97
      }
    }
  },
  "POST /v1/classes": {
    "status": 201,
    "body": {
      "model": {
        "name": "sample",
        "version": 2,
        "alias": "production"
      },
      "changeable": true,
      "classes": [
        {
          "label": "apple",
          "photos": 160,
          "added": false
        },
        {
          "label": "pear",
          "photos": 158,
          "added": false
        },
        {
          "label": "quince",
          "photos": 12,
          "added": true
        }
      ],
      "removed": [],
      "heldOut": {
        "images": 65,
        "accuracy": 0.97
      }
    }
  },
  "DELETE /v1/classes/{label}": {
    "status": 200,
    "body": {
      "model": {
        "name": "sample",
        "version": 2,
        "alias": "production"
      },
      "changeable": true,
      "classes": [
        {
          "label": "apple",
          "photos": 160,
          "added": false
        },
        {
          "label": "pear",
          "photos": 158,
          "added": false
        },
        {
          "label": "quince",
          "photos": 12,
          "added": true
        }
      ],
      "removed": [],
      "heldOut": {
        "images": 65,
        "accuracy": 0.97
      }
    }
  },
  "POST /v1/feedback": {
    "status": 200,
    "body": {
      "id": "a",
      "change": "created",
      "label": "a",
      "mayTrain": false,
      "warnings": []
    }
  },
  "GET /v1/feedback": {
    "status": 200,
    "body": {
      "feedback": [],
      "next": null
    }
  },
  "GET /v1/feedback/summary": {
    "status": 200,
    "body": {
      "records": 5,
      "compared": 4,
      "right": 3,
      "pictures": 2,
      "bytes": 348122,
      "labels": [
        {
          "label": "apple",
          "records": 3,
          "compared": 2,
          "right": 1
        },
        {
          "label": "pear",
          "records": 2,
          "compared": 2,
          "right": 2
        }
      ],
      "pairs": [
        {
          "label": "pear",
          "predicted": "pear",
          "records": 2
        },
        {
          "label": "apple",
          "predicted": "apple",
          "records": 1
        },
        {
          "label": "apple",
          "predicted": "pear",
          "records": 1
        }
      ],
      "models": [
        {
          "model": {
            "name": "sample",
            "version": 2
          },
          "compared": 4,
          "right": 3,
          "unknown": 1
        }
      ]
    }
  },
  "GET /v1/feedback/{feedback}": {
    "status": 200,
    "body": {
      "id": "3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c",
      "label": "apple",
      "predicted": {
        "label": "pear",
        "probability": 0.81,
        "unknown": false,
        "model": {
          "name": "sample",
          "version": 2
        }
      },
      "agrees": false,
      "mayTrain": true,
      "note": "from the till, box 4",
      "pictureUrl": "/v1/feedback/3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c/picture",
      "bytes": 174061,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:02:00.000Z",
      "earlier": [
        {
          "label": "quince",
          "until": "2026-11-30T10:02:00.000Z"
        }
      ]
    }
  },
  "DELETE /v1/feedback/{feedback}": {
    "status": 204
  },
  "GET /v1/feedback/{feedback}/picture": {
    "status": 200
  },
  "GET /v1/drift": {
    "status": 200,
    "body": {
      "model": {
        "name": "photos",
        "version": 3
      },
      "verdict": "alarm",
      "window": {
        "pictures": 982,
        "since": "2026-11-29T08:12:00.000Z",
        "until": "2026-11-30T10:00:00.000Z",
        "mostPictures": 1000,
        "mostHours": 168
      },
      "reference": {
        "pictures": 250
      },
      "embeddings": {
        "verdict": "alarm",
        "why": "0.21 where 0.00502 is to be expected by chance, p 3.1e-60; alarm is from 0.1 more than by chance and p 0.001 on",
        "since": "2026-11-30T07:40:00.000Z",
        "distance": 0.21,
        "byChance": 0.00502,
        "pValue": 3.1e-60,
        "watch": {
          "pValue": 0.01,
          "excess": 0.02
        },
        "alarm": {
          "pValue": 0.001,
          "excess": 0.1
        }
      },
      "confidence": {
        "verdict": "ok",
        "why": "0.03 where 0.0615 is to be expected by chance, p 0.98; watch is from 0.05 more than by chance and p 0.01 on",
        "since": "2026-11-24T10:00:00.000Z",
        "distance": 0.03,
        "byChance": 0.0615,
        "pValue": 0.98,
        "watch": {
          "pValue": 0.01,
          "excess": 0.05
        },
        "alarm": {
          "pValue": 0.001,
          "excess": 0.15
        },
        "jensenShannon": 0.05,
        "bins": [
          {
            "above": 0.95,
            "upTo": 1,
            "pictures": 982,
            "share": 1,
            "reference": 0.97
          }
        ]
      },
      "unknown": {
        "verdict": "ok",
        "why": "0.06 where 0.0518 is to be expected by chance, p 0.31; watch is from 0.03 more than by chance and p 0.01 on",
        "since": "2026-11-24T10:00:00.000Z",
        "distance": 0.06,
        "byChance": 0.0518,
        "pValue": 0.31,
        "watch": {
          "pValue": 0.01,
          "excess": 0.03
        },
        "alarm": {
          "pValue": 0.001,
          "excess": 0.1
        },
        "judged": 982,
        "unknown": 59,
        "share": 0.06,
        "expected": 0.0518
      },
      "labels": {
        "verdict": "ok",
        "why": "0.04 where 0.045 is to be expected by chance, p 0.4; watch is from 0.1 more than by chance and p 0.01 on",
        "since": "2026-11-24T10:00:00.000Z",
        "distance": 0.04,
        "byChance": 0.045,
        "pValue": 0.4,
        "watch": {
          "pValue": 0.01,
          "excess": 0.1
        },
        "alarm": {
          "pValue": 0.001,
          "excess": 0.25
        },
        "jensenShannon": 0.04,
        "all": 1,
        "shares": [
          {
            "label": "apple",
            "pictures": 982,
            "share": 1,
            "reference": 1
          }
        ]
      },
      "examples": {
        "kept": 8,
        "pictures": [
          {
            "id": "1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11",
            "measure": "embeddings",
            "drive": 0.41,
            "seenAt": "2026-11-30T09:58:00.000Z",
            "label": "apple",
            "confidence": 0.97,
            "unknown": false,
            "bytes": 9120,
            "pictureUrl": "/v1/drift/examples/1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11"
          }
        ]
      }
    }
  },
  "GET /v1/drift/examples/{example}": {
    "status": 200
  },
  "GET /v1/audit": {
    "status": 200,
    "body": {
      "entries": [
        {
          "at": "2026-11-30T10:00:00.000Z",
          "who": "ops",
          "keyId": "0f3a5b7c9d1e",
          "address": "192.0.2.7",
          "requestId": "6f1c2f0e-6f3c-4f9e-9d43-2f7f3f6f9b1a",
          "operation": "setAlias",
          "target": {
            "alias": "production",
            "model": "sample/2"
          },
          "outcome": "done",
          "status": 200,
          "code": null
        },
        {
          "at": "2026-11-30T09:59:00.000Z",
          "who": "command line",
          "keyId": null,
          "address": null,
          "requestId": null,
          "operation": "createKey",
          "target": {
            "key": "0f3a5b7c9d1e",
            "name": "ops"
          },
          "outcome": "done",
          "status": null,
          "code": null
        }
      ],
      "next": null
    }
  },
  "GET /v1/limits": {
    "status": 200,
    "body": {
      "uploadBytes": 20971520,
      "uploadMinBytesPerSecond": 8192,
      "clientBytes": 268435456,
      "picturesPerRequest": 32,
      "batchBytes": 67108864,
      "modelBytes": 1073741824,
      "dataBytes": 4294967296,
      "importBytes": 4294967296,
      "importLines": 1000000,
      "importLineBytes": 28027564,
      "modelMemoryBytes": 4294967296,
      "classPictures": 50,
      "pixels": 40000000,
      "decodeMs": 10000,
      "queueMs": 800,
      "pictureMs": 30000,
      "formFields": 8,
      "formFieldBytes": 16384,
      "jsonBytes": 1048576,
      "jsonValues": 20000,
      "jsonLevels": 32,
      "metadataBytes": 8192,
      "metadataLevels": 16,
      "metadataKeys": 256,
      "labelCharacters": 200,
      "k": 1000,
      "vectorNumbers": 16384,
      "collections": 32,
      "waitingPictures": 256,
      "eventStreams": 64,
      "occlusions": 400,
      "feedbackRecords": 100000,
      "feedbackBytes": 10737418240,
      "noteCharacters": 500
    }
  },
  "GET /v1/runs": {
    "status": 200,
    "body": {
      "runs": [
        {
          "id": "20261124-021200-quick",
          "status": "finished",
          "recipe": "quick",
          "data": "sample",
          "backend": "native",
          "precision": "float32",
          "startedAt": "2026-11-24T02:12:00.000Z",
          "updatedAt": "2026-11-24T02:15:30.000Z",
          "epoch": 20,
          "epochs": 20,
          "result": {
            "recipe": "quick",
            "data": "sample",
            "backend": "native",
            "precision": "float32",
            "seconds": 184,
            "imagesSeen": 19200,
            "validation": {
              "linear": 0.975,
              "knn": 0.97
            },
            "test": {
              "linear": 0.97,
              "knn": 0.96,
              "rawPixels": 0.52
            }
          }
        }
      ]
    }
  },
  "POST /v1/runs": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "runs.train",
      "about": {
        "data": "flowers",
        "recipe": "custom",
        "run": "20261130-100000-custom-flowers-1f2e3d"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 100,
      "progress": {
        "done": 3,
        "total": 30,
        "note": "epoch 3 of 30, about 120 s of training left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:20.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/curves": {
    "status": 200,
    "body": {
      "runs": [
        {
          "id": "20261124-021200-quick",
          "status": "running",
          "recipe": "quick",
          "curves": [
            {
              "name": "loss",
              "term": "supcon",
              "epochs": [
                1,
                2
              ],
              "seconds": [
                31,
                60
              ],
              "values": [
                4.61,
                4.2
              ]
            },
            {
              "name": "knn",
              "epochs": [
                2
              ],
              "seconds": [
                60
              ],
              "values": [
                0.71
              ]
            }
          ]
        }
      ]
    }
  },
  "GET /v1/runs/{id}": {
    "status": 200,
    "body": {
      "id": "a",
      "status": "running",
      "updatedAt": "a",
      "config": {}
    }
  },
  "POST /v1/runs/{id}/stop": {
    "status": 200,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "runs.train",
      "about": {
        "data": "flowers",
        "recipe": "custom",
        "run": "20261130-100000-custom-flowers-1f2e3d"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 100,
      "progress": {
        "done": 3,
        "total": 30,
        "note": "epoch 3 of 30, about 120 s of training left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:20.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "POST /v1/runs/{id}/resume": {
    "status": 202,
    "body": {
      "id": "3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11",
      "kind": "runs.train",
      "about": {
        "data": "flowers",
        "recipe": "custom",
        "run": "20261130-100000-custom-flowers-1f2e3d"
      },
      "state": "running",
      "attempts": 1,
      "maxAttempts": 100,
      "progress": {
        "done": 3,
        "total": 30,
        "note": "epoch 3 of 30, about 120 s of training left"
      },
      "result": null,
      "error": null,
      "createdAt": "2026-11-30T10:00:00.000Z",
      "updatedAt": "2026-11-30T10:00:20.000Z",
      "runAfter": "2026-11-30T10:00:00.000Z"
    }
  },
  "GET /v1/data": {
    "status": 200,
    "body": {
      "trainingAllowed": true,
      "data": [
        {
          "name": "flowers",
          "classes": 5,
          "photos": 3670,
          "problem": null
        },
        {
          "name": "holiday",
          "classes": 1,
          "photos": 12,
          "problem": "it needs photos of at least two classes, and has one"
        }
      ]
    }
  },
  "POST /v1/data/{name}": {
    "status": 201,
    "body": {
      "data": {
        "name": "holiday",
        "classes": 3,
        "photos": 412,
        "problem": null
      },
      "leftOut": 1,
      "leftOutFiles": [
        {
          "file": "beach/notes.txt",
          "reason": "is no picture by its name"
        }
      ]
    }
  },
  "DELETE /v1/data/{name}": {
    "status": 204
  },
  "GET /v1/data/{name}/check": {
    "status": 200,
    "body": {
      "ok": true,
      "files": 412,
      "bad": 0,
      "classes": [
        {
          "label": "beach",
          "pictures": 200
        },
        {
          "label": "forest",
          "pictures": 196
        },
        {
          "label": "snow",
          "pictures": 16
        }
      ],
      "copies": {
        "exact": 2,
        "near": 0
      },
      "findings": [
        {
          "severity": "warning",
          "code": "SMALL_CLASS",
          "message": "1 classes have fewer than 20 pictures to train with",
          "fix": "Add pictures; expect little of these classes until then.",
          "count": 1,
          "cases": [
            "snow: 16"
          ]
        }
      ]
    }
  },
  "GET /v1/runs/{id}/metrics": {
    "status": 200,
    "body": {
      "events": [
        {
          "time": "2026-11-24T02:12:31.000Z",
          "type": "epoch",
          "stage": 1,
          "epoch": 1,
          "epochs": 20,
          "loss": 4.61,
          "learningRate": 0.05,
          "imagesPerSecond": 412,
          "etaSeconds": 120
        }
      ],
      "nextOffset": 1180
    }
  },
  "GET /v1/runs/{id}/events": {
    "status": 200
  },
  "GET /v1/runs/{id}/label-issues": {
    "status": 200,
    "body": {
      "how": {
        "method": "confident-learning",
        "folds": 5,
        "seed": 0,
        "judged": 1200,
        "images": 1200,
        "unjudged": 0,
        "found": 7
      },
      "issues": [
        {
          "picture": "apple/0031.jpg",
          "split": "train",
          "given": "apple",
          "suggested": "pear",
          "confidence": 0.94,
          "givenConfidence": 0.03,
          "threshold": 0.88,
          "margin": -0.91,
          "neighbours": [
            {
              "picture": "pear/0007.jpg",
              "label": "pear",
              "similarity": 0.97
            }
          ]
        }
      ],
      "next": "1"
    }
  },
  "GET /v1/runs/{id}/log": {
    "status": 200,
    "body": {
      "recorded": true,
      "lines": [
        {
          "time": "2026-11-24T02:12:31.000Z",
          "text": "Training: 300/6000 steps, epoch 1/20, 9 min left"
        }
      ],
      "more": true
    }
  },
  "GET /livez": {
    "status": 200,
    "body": {
      "status": "alive"
    }
  },
  "GET /readyz": {
    "status": 200,
    "body": {
      "status": "ready",
      "checks": [
        {
          "name": "model",
          "ok": true,
          "detail": "sample 1"
        }
      ]
    }
  }
} as const;
